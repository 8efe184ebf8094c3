using System.CommandLine;

namespace Onebox.Cli.Box;

/// <summary><c>onebox completion SHELL</c>: a script that lets the shell complete verbs and flags. It asks the program that was typed, be it <c>onebox</c> or <c>./onebox</c>.</summary>
internal sealed class CompletionCommand : Command
{
    private const string Bash =
        """
        _onebox() {
          local IFS=$'\n' typed=${COMP_WORDS[0]}
          COMPREPLY=($("$typed" "[suggest:$((COMP_POINT - ${#typed} + 6))]" "onebox${COMP_LINE#"$typed"}" 2>/dev/null))
        }
        complete -o default -F _onebox onebox
        """;

    private const string Zsh =
        """
        _onebox() {
          local typed=${words[1]}
          local suggestions=("${(@f)$("$typed" "[suggest:$((CURSOR - ${#typed} + 6))]" "onebox${BUFFER#$typed}" 2>/dev/null)}")
          compadd -- $suggestions
        }
        compdef _onebox onebox
        """;

    private const string Fish =
        """
        complete -f -c onebox -a '(onebox "[suggest:"(commandline -C)"]" (commandline) 2>/dev/null)'
        """;

    private readonly Argument<string> _shell = new("shell") { Description = "bash, zsh or fish." };

    public CompletionCommand()
        : base("completion", "Print a completion script: source <(onebox completion bash).")
    {
        _shell.AcceptOnlyFromAmong("bash", "zsh", "fish");
        Arguments.Add(_shell);
        SetAction(parse => Console.Out.WriteLine(parse.GetValue(_shell) switch { "zsh" => Zsh, "fish" => Fish, _ => Bash }));
    }
}
