# Read by the fish of `tunlab shell` behind the user's own files.
set -l here (path resolve (status dirname) 2>/dev/null; or realpath (status dirname))
set -gx PATH (string replace -r '/shell$' /path -- $here) $PATH
if status is-interactive
    functions --query __tunlab_prompt; or functions --copy fish_prompt __tunlab_prompt
    function fish_prompt --description 'the name of the lab, and the prompt of the user'
        printf '(%s) ' $TUNLAB_LAB
        __tunlab_prompt
    end
    # What fish itself knows about the system's tools of these names is loaded first, so that it is not loaded later.
    for tool in ifconfig route ip ping tunctl arp ndp netstat traceroute udp
        complete -C "$tool -" >/dev/null
        complete -e -c $tool
    end
    source $here/completion.fish
end
