# Read by the zsh of `tunlab shell` in place of ~/.zshrc, which it reads first.
ZDOTDIR=$TUNLAB_ZDOTDIR
unset TUNLAB_ZDOTDIR
if [[ -r $ZDOTDIR/.zshrc ]]; then source $ZDOTDIR/.zshrc; fi
if [[ $ZDOTDIR == $HOME ]]; then unset ZDOTDIR; fi
# The user's file may have put other directories in front.
path=(${__tunlab_here:h:h}/path $path)
PROMPT="($TUNLAB_LAB) $PROMPT"
source ${__tunlab_here:h}/completion.zsh
unset __tunlab_here
