# Completion of tunlab and of the tools of its labs, for fish: tunlab completion fish | source
# What may be typed is the program's own knowledge; this hands it the words and shows its answer.
function __tunlab_complete
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    set -l tool (string split -r -m 1 / -- $words[1])[-1]
    for line in (tunlab complete -- $tool $words[2..-1] "$current" 2>/dev/null)
        switch $line
            case :files
                __fish_complete_path "$current"
            case :commands
                complete -C "$current" | string match -rv '^-'
            case '*'
                echo $line
        end
    end
end
function __tunlab_is_first --description 'whether the tool of that name is that of a lab'
    string match -q "*/bin/path/$argv[1]" -- (command -s $argv[1])
end
complete -c tunlab -f -k -a '(__tunlab_complete)'
for tool in ifconfig route ip ping tunctl arp ndp netstat traceroute udp
    complete -c $tool -n "__tunlab_is_first $tool" -f -k -a '(__tunlab_complete)'
end
