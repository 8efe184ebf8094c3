using System.Diagnostics;
using System.Globalization;
using Npgsql;
using Onebox.Testing;

namespace Onebox.PostgresVectors.Tests;

/// <summary>
/// A PostgreSQL server with pgvector of its own: the machine's where it has both installed, else PGlite, which is PostgreSQL and pgvector compiled to WebAssembly. Without
/// either (no Node.js, no package registry) the tests skip and say so.
/// </summary>
public sealed class PostgresServer : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly string _folder = Directory.CreateTempSubdirectory("onebox-pgvector-").FullName;
    private Process? _pglite;
    private string? _installed;
    private NpgsqlDataSource? _database;
    private int _schemas;

    public string? Missing { get; private set; }

    /// <summary>Skips the test where there is no server.</summary>
    public NpgsqlDataSource Database
    {
        get
        {
            Assert.SkipWhen(Missing is not null, Missing ?? "");
            return _database!;
        }
    }

    /// <summary>Each test has tables of its own.</summary>
    public string NewSchema() => string.Create(CultureInfo.InvariantCulture, $"test_{Interlocked.Increment(ref _schemas)}");

    public async ValueTask InitializeAsync()
    {
        var connection = Installed() is { } programs ? await StartInstalledAsync(programs) : await StartPgliteAsync();
        if (connection is not null) _database = NpgsqlDataSource.Create(connection);
    }

    public async ValueTask DisposeAsync()
    {
        if (_database is not null) await _database.DisposeAsync();
        if (_installed is not null) await RunAsync("/", AsServer($"{_installed}/pg_ctl", "-D", $"{_folder}/data", "-m", "immediate", "-w", "stop"));
        if (_pglite is not null)
        {
            _pglite.StandardInput.Close();
            await _pglite.WaitForExitAsync();
            _pglite.Dispose();
        }

        Directory.Delete(_folder, recursive: true);
    }

    private static string? Installed() =>
        !Directory.Exists("/usr/lib/postgresql") ? null
            : Directory.GetDirectories("/usr/lib/postgresql").Order(StringComparer.Ordinal)
                .Where(v => File.Exists($"{v}/bin/initdb") && File.Exists($"/usr/share/postgresql/{Path.GetFileName(v)}/extension/vector.control"))
                .Select(v => $"{v}/bin").LastOrDefault();

    private async Task<string> StartInstalledAsync(string programs)
    {
        var port = RealBox.FreePort();
        if (Environment.UserName == "root") await RunAsync("/", ["chown", "postgres", _folder]);
        await RunAsync("/", AsServer($"{programs}/initdb", "-D", $"{_folder}/data", "-A", "trust", "-U", "onebox", "--no-sync"));
        await RunAsync("/", AsServer($"{programs}/pg_ctl", "-D", $"{_folder}/data", "-l", $"{_folder}/log", "-o", $"-p {port} -k {_folder} -h 127.0.0.1", "-w", "start"));
        _installed = programs;
        return string.Create(CultureInfo.InvariantCulture, $"Host=127.0.0.1;Port={port};Username=onebox;Database=postgres");
    }

    private async Task<string?> StartPgliteAsync()
    {
        var folder = Path.Combine(Checkout.Root, "tests", "PostgresVectors.Tests", "pglite");
        try
        {
            if (!Directory.Exists($"{folder}/node_modules")) await RunAsync(folder, ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]);
        }
        catch (Exception error) when (error is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            Missing = $"There is no PostgreSQL with pgvector here, and PGlite could not be installed: {error.Message}";
            return null;
        }

        _pglite = Process.Start(new ProcessStartInfo("node", ["server.mjs"]) { WorkingDirectory = folder, RedirectStandardInput = true, RedirectStandardOutput = true })!;
        var port = await _pglite.StandardOutput.ReadLineAsync().WaitAsync(Patience);
        Assert.False(string.IsNullOrEmpty(port), "PGlite did not start.");
        // It is one session behind every connection: one at a time, and nothing to reset.
        return $"Host=127.0.0.1;Port={port};Username=postgres;Database=postgres;SSL Mode=Disable;Maximum Pool Size=1;No Reset On Close=true";
    }

    private static string[] AsServer(params string[] line) => Environment.UserName == "root" ? ["runuser", "-u", "postgres", "--", .. line] : line;

    private static async Task RunAsync(string folder, string[] line)
    {
        // Output goes nowhere: a server that inherits a pipe keeps it open.
        using var process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", "exec \"$0\" \"$@\" >/dev/null 2>&1", .. line]) { WorkingDirectory = folder })!;
        await process.WaitForExitAsync();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{string.Join(' ', line)} ended with {process.ExitCode}");
    }
}

/// <summary>One server for all tests, one after the other.</summary>
[CollectionDefinition(nameof(PostgresServer))]
public sealed class PostgresServerUsers : ICollectionFixture<PostgresServer>;
