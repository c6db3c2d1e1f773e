# Completes `plinth` in fish: plinth completion fish | source

function __plinth_candidates
    set -l words (commandline --tokenize --cut-at-cursor --current-process)
    set -l current (commandline --current-token --cut-at-cursor)
    $words[1] __complete $words[2..] "$current" 2>/dev/null
end

complete --command plinth --erase
complete --command plinth --no-files --keep-order --arguments "(__plinth_candidates)"
