#compdef plinth
# Completes `plinth` in zsh: source <(plinth completion zsh), after compinit.

_plinth() {
    local -a call candidates
    local value summary
    # An array: completion runs with RC_EXPAND_PARAM, which would repeat what stands beside a list.
    call=("${words[1]}" __complete "${(@q)words[2,CURRENT]}")
    # eval: what was typed may begin with ~.
    while IFS=$'\t' read -r value summary; do
        candidates+=("${value//:/\\:}:${summary}")
    done < <(eval "${call[@]}" 2>/dev/null)
    _describe -V 'plinth' candidates
}

# In a folder of fpath the file is the function itself, which is being called.
if [[ "${funcstack[1]}" == _plinth ]]; then
    _plinth "$@"
else
    compdef _plinth plinth
fi
