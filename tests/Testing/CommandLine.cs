using System.Diagnostics;

namespace Onebox.Testing;

/// <summary>The built <c>onebox</c> as a person runs it, on a box of the test.</summary>
public static class CommandLine
{
    /// <param name="folder">The box's data folder; what the command line remembers goes there too.</param>
    public static async Task<(int Code, string Output, string Error)> RunAsync(string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "onebox"), arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["ONEBOX_DATA"] = folder;
        start.Environment["XDG_STATE_HOME"] = Path.Combine(folder, "state");
        start.Environment.Remove("ONEBOX_BOX");
        start.Environment.Remove("ONEBOX_KEY");
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await error);
    }
}
