// The programs with which shells complete `kd-gate`: they ask `kd-gate complete` what may come next.
//
// What was typed reaches it as arguments and is never evaluated: a word such as $(rm x) must not run because somebody
// presses Tab.

export const SHELLS = ['bash', 'zsh', 'fish', 'powershell'] as const;
export type Shell = (typeof SHELLS)[number];

/** Lines of `kd-gate complete` that ask the shell for paths. */
export const PATH_LINES = { files: ':files', folders: ':folders' } as const;

const BASH = `# kd-gate's completion for bash 4 and later. In ~/.bashrc: eval "$(kd-gate completion bash)"
_kd_gate() {
  local line word="\${COMP_WORDS[COMP_CWORD]}" path
  [[ $word == = ]] && word=
  COMPREPLY=()
  while IFS= read -r line; do
    case $line in
      ${PATH_LINES.files} | ${PATH_LINES.folders})
        compopt -o filenames 2>/dev/null
        while IFS= read -r path; do COMPREPLY+=("$path"); done < <(
          if [[ $line == ${PATH_LINES.files} ]]; then compgen -f -- "$word"; else compgen -d -- "$word"; fi
        )
        ;;
      *)
        line="\${line%%$'\\t'*}"
        # Bash itself splits at the equals sign.
        [[ $line == --*=* ]] && line="\${line#*=}"
        COMPREPLY+=("$line")
        ;;
    esac
  done < <("$1" complete -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -F _kd_gate kd-gate
`;

const ZSH = `#compdef kd-gate
# kd-gate's completion for zsh. In ~/.zshrc, behind compinit: eval "$(kd-gate completion zsh)"
_kd_gate() {
  local line value paths=
  local -a values
  while IFS= read -r line; do
    case $line in
      ${PATH_LINES.files}) paths=files ;;
      ${PATH_LINES.folders}) paths=folders ;;
      *)
        value="\${line%%$'\\t'*}"
        value="\${value//:/\\\\:}"
        [[ $line == *$'\\t'* ]] && value="$value:\${line#*$'\\t'}"
        values+=("$value")
        ;;
    esac
  done < <("\${words[1]}" complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)
  (( $#values )) && _describe -V 'kd-gate' values
  [[ -n $paths ]] && compset -P '--*='
  [[ $paths == files ]] && _files
  [[ $paths == folders ]] && _files -/
}
compdef _kd_gate kd-gate
`;

const FISH = `# kd-gate's completion for fish. kd-gate completion fish > ~/.config/fish/completions/kd-gate.fish
function __kd_gate_complete
    set -l before (commandline -opc)
    set -l word (commandline -ct)
    for line in ($before[1] complete -- $before[2..-1] "$word" 2>/dev/null)
        switch $line
            case ${PATH_LINES.files}
                __fish_complete_path "$word"
            case ${PATH_LINES.folders}
                __fish_complete_directories "$word"
            case '*'
                echo $line
        end
    end
end
complete --command kd-gate --no-files --keep-order --arguments '(__kd_gate_complete)'
`;

/** Paths are those of PowerShell itself, which it lists where nothing is found. */
const POWERSHELL = `# kd-gate's completion for PowerShell. In $PROFILE: kd-gate completion powershell | Out-String | Invoke-Expression
Register-ArgumentCompleter -Native -CommandName kd-gate -ScriptBlock {
  param($word, $ast, $position)
  $elements = @($ast.CommandElements | Where-Object { $_.Extent.StartOffset -lt $position } | ForEach-Object { "$_" })
  $words = @($elements | Select-Object -Skip 1)
  # Versions before 7.3 drop an empty argument.
  $new = if ($word -eq '') { @('--next') } else { @() }
  & $elements[0] complete @new '--' @words 2>$null | Where-Object { $_ -notlike ':*' } | ForEach-Object {
    $value, $description = $_ -split "\`t", 2
    $shown = if ($description) { $description } else { $value }
    [System.Management.Automation.CompletionResult]::new($value, $value, 'ParameterValue', $shown)
  }
}
`;

export const SCRIPTS: Readonly<Record<Shell, string>> = { bash: BASH, zsh: ZSH, fish: FISH, powershell: POWERSHELL };
