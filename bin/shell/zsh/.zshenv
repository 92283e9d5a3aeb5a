# Read by the zsh of `tunlab shell`, whose ZDOTDIR is this directory: the user's own file comes first.
typeset -g __tunlab_here=${ZDOTDIR:A}
ZDOTDIR=${TUNLAB_ZDOTDIR:-$HOME}
if [[ -r $ZDOTDIR/.zshenv ]]; then source $ZDOTDIR/.zshenv; fi
# The user's file may have said where the others are.
typeset -g TUNLAB_ZDOTDIR=${ZDOTDIR:-$HOME}
if [[ -o interactive ]]; then ZDOTDIR=$__tunlab_here; else unset TUNLAB_ZDOTDIR; fi
