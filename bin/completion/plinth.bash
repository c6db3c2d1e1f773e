# Completes `plinth` in bash: source <(plinth completion bash)

_plinth() {
    local -a words
    # The line itself: bash would take the colons of `aws:lb:LoadBalancer::alb` for spaces.
    read -r -a words <<<"${COMP_LINE:0:COMP_POINT}"
    [[ "${COMP_LINE:0:COMP_POINT}" == *[[:space:]] ]] && words+=("")
    COMPREPLY=()
    local value summary
    # eval: what was typed may be an alias.
    while IFS=$'\t' read -r value summary; do
        COMPREPLY+=("$value")
    done < <(eval "$1 __complete $(printf '%q ' "${words[@]:1}")" 2>/dev/null)
}

complete -F _plinth plinth
