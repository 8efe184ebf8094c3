using System.ComponentModel.DataAnnotations;

namespace Onebox.Console;

/// <summary>How the console reaches its box; the host sets it.</summary>
public sealed class ConsoleOptions
{
    /// <value>None: the path of the box's own Unix socket, which answers the same API as its port.</value>
    [Required(ErrorMessage = "The console needs the path of the box's socket (ConsoleOptions.Socket).")]
    public string Socket { get; set; } = "";
}
