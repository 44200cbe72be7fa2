/** One small script per shell; each asks `lab __complete WORDS…` and offers file names where lab has no answer. */

export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

export const COMPLETION_SCRIPTS: Record<Shell, string> = {
  bash: `# bash completion for lab
_lab() {
  local IFS=$'\\n'
  COMPREPLY=($("\${COMP_WORDS[0]}" __complete -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null))
}
complete -o default -F _lab lab
`,
  zsh: `#compdef lab
_lab() {
  local -a found
  found=("\${(@f)$("\${words[1]}" __complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  if [[ -n "\${found[1]}" ]]; then compadd -- "\${found[@]}"; else _files; fi
}
compdef _lab lab
`,
  fish: `# fish completion for lab
function __lab_complete
    set -l words (commandline -opc)
    set -e words[1]
    lab __complete -- $words (commandline -ct) 2>/dev/null
end
complete -c lab -f -n 'test (count (__lab_complete)) -gt 0' -a '(__lab_complete)'
`,
};
