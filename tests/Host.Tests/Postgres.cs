using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Onebox.Host.Tests;

/// <summary>A real PostgreSQL server of its own in a folder of its own, where the machine has one installed.</summary>
internal sealed class Postgres : IAsyncDisposable
{
    private static readonly string? Programs = Directory.Exists("/usr/lib/postgresql")
        ? Directory.GetDirectories("/usr/lib/postgresql").Select(version => Path.Combine(version, "bin")).LastOrDefault(bin => File.Exists(Path.Combine(bin, "initdb")))
        : null;

    private readonly string _folder;

    private Postgres(string folder, int port) => (_folder, ConnectionString) = (folder, string.Create(CultureInfo.InvariantCulture, $"Host=127.0.0.1;Port={port};Username=onebox;Database=postgres"));

    public static bool IsInstalled => Programs is not null;

    public string ConnectionString { get; }

    public static async Task<Postgres> StartAsync()
    {
        var folder = Directory.CreateTempSubdirectory("onebox-postgres-").FullName;
        var server = new Postgres(folder, FreePort());
        var port = server.ConnectionString.Split(';')[1].Split('=')[1];
        // It refuses to run as root: then its own user, which its package made, runs it.
        if (Environment.UserName == "root") await RunAsync("chown", "postgres", folder);
        await server.AsServerAsync("initdb", "-D", $"{folder}/data", "-A", "trust", "-U", "onebox", "--no-sync");
        await server.AsServerAsync("pg_ctl", "-D", $"{folder}/data", "-l", $"{folder}/log", "-o", $"-p {port} -k {folder} -h 127.0.0.1", "-w", "start");
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        await AsServerAsync("pg_ctl", "-D", $"{_folder}/data", "-m", "immediate", "-w", "stop");
        Directory.Delete(_folder, recursive: true);
    }

    private Task AsServerAsync(string program, params string[] arguments)
    {
        string[] line = [Path.Combine(Programs!, program), .. arguments];
        return Environment.UserName == "root" ? RunAsync("runuser", ["-u", "postgres", "--", .. line]) : RunAsync(line[0], line[1..]);
    }

    private static async Task RunAsync(string program, params string[] arguments)
    {
        // Output goes nowhere: a server that inherits a pipe keeps it open.
        var start = new ProcessStartInfo("/bin/sh", ["-c", "exec \"$0\" \"$@\" >/dev/null 2>&1", program, .. arguments]) { WorkingDirectory = "/" };
        using var process = Process.Start(start)!;
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
