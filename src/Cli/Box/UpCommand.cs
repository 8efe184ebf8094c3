using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Onebox.Api;
using Onebox.Api.Access;
using Onebox.Api.Box;
using Onebox.Cli.Connection;
using Onebox.Cli.Output;

namespace Onebox.Cli.Box;

/// <summary><c>onebox up</c>: starts the box and prints its address and the owner's sign-in link.</summary>
internal sealed class UpCommand : Command
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(50);

    private readonly Option<int?> _port = new("--port") { Description = "The TCP port (8080).", HelpName = "N" };
    private readonly Option<string?> _address = new("--address") { Description = "The address to listen on (127.0.0.1); any but loopback is served with TLS.", HelpName = "IP" };
    private readonly Option<string?> _name = new("--name") { Description = "The box's name (the machine's).", HelpName = "NAME" };
    private readonly Option<string?> _config = new("--config") { Description = "A settings file (DIR/onebox.json).", HelpName = "FILE" };
    private readonly Option<bool> _detach = new("--detach", "-d") { Description = "Return once the box is ready; it goes on in the background." };

    public UpCommand()
        : base("up", "Start the box.")
    {
        foreach (var option in (Option[])[_port, _address, _name, _config, _detach]) Options.Add(option);
        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult parse, CancellationToken cancellation)
    {
        var folder = BoxFinder.DataFolder(parse);
        var print = new Printer(parse.GetValue(BoxFinder.Json));
        if (BoxFinder.Running(folder) is { } already)
        {
            await TellAsync(already, print, "The box already runs.", cancellation);
            return ExitCodes.Done;
        }

        using var host = Start(parse, folder);
        var running = await ReadyAsync(host, folder, cancellation);
        if (running is null) return await TellWhyAsync(folder, parse.GetValue(_detach));
        BoxFinder.RememberFolder(folder);
        await TellAsync(running, print, "Onebox is ready.", cancellation);
        if (parse.GetValue(_detach)) return ExitCodes.Done;
        print.Say("Ctrl+C stops it.");
        // The host gets the terminal's Ctrl+C itself and drains; a signal to this process alone is passed on.
        await using var pass = cancellation.Register(() => Signal(running.ProcessId));
        await host.WaitForExitAsync(CancellationToken.None);
        return host.ExitCode == 0 ? ExitCodes.Done : ExitCodes.Failed;
    }

    private Process Start(ParseResult parse, string folder)
    {
        var host = Path.Combine(AppContext.BaseDirectory, "onebox-host");
        if (!File.Exists(host)) throw new UsageException($"The host is not beside the command line ({host}): build both with ./onebox.");
        List<string> arguments = ["--data", folder];
        if (parse.GetValue(_port) is { } port) arguments.AddRange(["--port", port.ToString(CultureInfo.InvariantCulture)]);
        if (parse.GetValue(_address) is { } address) arguments.AddRange(["--address", address]);
        if (parse.GetValue(_name) is { } name) arguments.AddRange(["--name", name]);
        if (parse.GetValue(_config) is { } config) arguments.AddRange(["--config", config]);
        if (!parse.GetValue(_detach)) return Process.Start(new ProcessStartInfo(host, arguments))!;

        // A session of its own, so that the end of this terminal does not end the box.
        Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        File.Delete(OutputOf(folder));
        return Process.Start(new ProcessStartInfo("/bin/sh", ["-c", "out=$1; shift; exec setsid \"$@\" >\"$out\" 2>&1 </dev/null", "sh", OutputOf(folder), host, .. arguments]))!;
    }

    private static async Task<RunningBox?> ReadyAsync(Process host, string folder, CancellationToken cancellation)
    {
        var waited = Stopwatch.StartNew();
        while (waited.Elapsed < Patience && !host.HasExited)
        {
            if (BoxFinder.Running(folder) is { } running && running.ProcessId == host.Id) return running;
            await Task.Delay(LookEvery, cancellation);
        }

        return null;
    }

    private static async Task TellAsync(RunningBox running, Printer print, string headline, CancellationToken cancellation)
    {
        SignInLink link;
        try
        {
            link = await BoxFinder.Here(running).Access.CreateLinkAsync("owner", cancellation);
        }
        catch (BoxException error) when (error.Problem.Code == "user.not_found")
        {
            // The first owner was renamed away: other owners have their own way in.
            link = new SignInLink(running.Address, TimeProvider.System.GetUtcNow());
        }

        var ready = new UpResult(running.Address, link.Url, link.ExpiresAt, running.ProcessId, running.CertificateFingerprint);
        print.Result(ready, CliJson.Default.UpResult, r =>
        {
            Console.Out.WriteLine(headline);
            Console.Out.WriteLine();
            Printer.Facts(
                ("Console", r.Address),
                ("Sign in once", r.OwnerLink),
                ("Certificate", r.CertificateFingerprint is null ? null : $"SHA-256 {r.CertificateFingerprint}"));
            Console.Out.WriteLine();
        });
    }

    private static async Task<int> TellWhyAsync(string folder, bool detached)
    {
        await Console.Error.WriteLineAsync("onebox: The box did not start.");
        if (detached && File.Exists(OutputOf(folder))) await Console.Error.WriteLineAsync((await File.ReadAllTextAsync(OutputOf(folder))).Trim());
        return ExitCodes.Failed;
    }

    private static string OutputOf(string folder) => Path.Combine(folder, "host.out");

    private static void Signal(int processId)
    {
        using var kill = Process.Start("kill", ["-TERM", processId.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }
}
