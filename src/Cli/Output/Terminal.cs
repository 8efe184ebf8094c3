namespace Onebox.Cli.Output;

/// <summary>What the screen can do.</summary>
internal static class Terminal
{
    private const int UsualWidth = 80;

    /// <summary>Cells of a line; null when the output goes to a file or another program.</summary>
    public static int? Width => Console.IsOutputRedirected ? null : Console.WindowWidth is > 0 and var width ? width : UsualWidth;

    /// <summary>Errors may be coloured: a person sees them, and has not asked for none (no-color.org).</summary>
    public static bool HasColour => !Console.IsErrorRedirected && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));
}
