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
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan SaySomethingAfter = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan GoneAfter = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(50);

    private const string HostSays = "onebox-host: ";

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
        if (BoxFinder.Running(folder) is { } already && await AnswersAsync(already, folder, cancellation))
        {
            var unheard = parse.GetValue(_port) is not null || parse.GetValue(_address) is not null || parse.GetValue(_name) is not null || parse.GetValue(_config) is not null;
            await TellAsync(already, print, unheard ? "The box already runs, with the settings it was started with: 'onebox down' first, to change them." : "The box already runs.", cancellation);
            return ExitCodes.Done;
        }

        using var host = Start(parse, folder);
        var running = await ReadyAsync(host, folder, print, cancellation);
        if (running is null) throw NotStarted(host, folder, parse.GetValue(_detach));
        KnownFolders.OfThisUser.Add(folder);
        await TellAsync(running, print, "Onebox is ready.", cancellation);
        if (parse.GetValue(_detach)) return ExitCodes.Done;
        print.Say("Ctrl+C stops it.");
        // The host gets the terminal's Ctrl+C itself and drains; a signal to this process alone is passed on.
        await using var pass = cancellation.Register(() => Signal(running.ProcessId));
        await host.WaitForExitAsync(CancellationToken.None);
        return host.ExitCode == 0 ? ExitCodes.Done : ExitCodes.Failed;
    }

    /// <summary>False once a box that was killed, and whose process was still there, has gone.</summary>
    private static async Task<bool> AnswersAsync(RunningBox running, string folder, CancellationToken cancellation)
    {
        var waited = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                await BoxFinder.Here(running).GetBoxAsync(cancellation);
                return true;
            }
            catch (BoxException error) when (error.Problem.Code == "box.unreachable" && waited.Elapsed < GoneAfter)
            {
                if (BoxFinder.Running(folder) is null) return false;
                await Task.Delay(LookEvery, cancellation);
            }
        }
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
        try
        {
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            File.Create(OutputOf(folder)).Dispose();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UsageException(File.Exists(folder) ? $"{folder} is a file: --data names a folder." : $"The data folder {folder} cannot be written to by this user: {error.Message}");
        }

        return Process.Start(new ProcessStartInfo("/bin/sh", ["-c", "out=$1; shift; exec setsid \"$@\" >\"$out\" 2>&1 </dev/null", "sh", OutputOf(folder), host, .. arguments]))!;
    }

    /// <returns>Null: it has ended, or is not ready after <see cref="Patience"/>.</returns>
    private static async Task<RunningBox?> ReadyAsync(Process host, string folder, Printer print, CancellationToken cancellation)
    {
        var waited = Stopwatch.StartNew();
        var said = !print.IsWatched;
        while (waited.Elapsed < Patience && !host.HasExited)
        {
            if (BoxFinder.Running(folder) is { } running && running.ProcessId == host.Id) return running;
            if (!said && waited.Elapsed > SaySomethingAfter)
            {
                said = true;
                await Console.Error.WriteLineAsync("The box is still starting…");
            }

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

    private static BoxException NotStarted(Process host, string folder, bool detached)
    {
        var problem = new ProblemDetails { Code = "box.not_started", Title = "The box did not start." };
        if (!host.HasExited)
            return new BoxException(problem with { Detail = $"The box is not ready after {Patience.TotalMinutes:0} minutes, but still starting, as process {host.Id}.", Remedy = $"'onebox status --data {folder}' says when it is there; its log is in {folder}/logs." });
        // The host's last word says why; what stands before it are its warnings.
        var why = detached ? File.ReadLines(OutputOf(folder)).LastOrDefault(line => line.StartsWith(HostSays, StringComparison.Ordinal))?[HostSays.Length..] : null;
        return new BoxException(problem with { Detail = why is null ? "The box did not start." : $"The box did not start: {why}", Remedy = why is null && detached ? $"What it said is in {OutputOf(folder)}." : null });
    }

    private static string OutputOf(string folder) => Path.Combine(folder, "host.out");

    private static void Signal(int processId)
    {
        using var kill = Process.Start("kill", ["-TERM", processId.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }
}
