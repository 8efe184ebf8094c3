using System.CommandLine;
using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text.Json;
using Onebox.Api;
using Onebox.Api.Box;
using Onebox.Api.Client;

namespace Onebox.Cli.Connection;

/// <summary>
/// Finds the box to talk to: <c>--box URL</c>, <c>--data DIR</c>, <c>ONEBOX_BOX</c>, <c>ONEBOX_DATA</c>, the one on the default data folder, and else the one that runs of those that this user has
/// started; of several somebody must choose. On the box itself it goes over a Unix socket with the local key, so its owner need not sign in.
/// </summary>
internal static class BoxFinder
{
    public static readonly Option<string?> Data = new("--data") { Description = "The box's data folder (ONEBOX_DATA).", HelpName = "DIR", Recursive = true };
    public static readonly Option<string?> Box = new("--box") { Description = "The address of a box elsewhere (ONEBOX_BOX).", HelpName = "URL", Recursive = true };
    public static readonly Option<string?> Key = new("--key") { Description = "The API key to use (ONEBOX_KEY).", HelpName = "ob_…", Recursive = true };
    public static readonly Option<bool> Json = new("--json") { Description = "Print JSON on stdout, and nothing else there.", Recursive = true };

    public static IEnumerable<Option> Options => [Data, Box, Key, Json];

    /// <exception cref="BoxException"><c>box.not_running</c>.</exception>
    public static OneboxClient Connect(ParseResult parse)
    {
        var key = parse.GetValue(Key) ?? Environment.GetEnvironmentVariable("ONEBOX_KEY");
        if (AddressOf(parse) is { } address) return Elsewhere(address, key);

        return Here(Chosen(parse) is { } chosen ? Running(chosen) ?? throw NotRunning(chosen) : Find(DefaultFolder(), KnownFolders.OfThisUser.Read()), key);
    }

    /// <summary>The address of a box on another machine; null for the one here, which reads files where they are.</summary>
    public static string? AddressOf(ParseResult parse) => parse.GetValue(Box) ?? (parse.GetValue(Data) is null && Environment.GetEnvironmentVariable("ONEBOX_BOX") is { Length: > 0 } address ? address : null);

    /// <summary>The box that is meant when nobody says which.</summary>
    /// <param name="known">The data folders of boxes that were started, the last one first.</param>
    /// <exception cref="BoxException"><c>box.not_running</c>; <c>box.several</c>.</exception>
    public static RunningBox Find(string defaultFolder, IReadOnlyList<string> known)
    {
        if (Running(defaultFolder) is { } here) return here;
        var running = known.Where(f => f != defaultFolder).Select(f => (Folder: f, Box: Running(f))).Where(f => f.Box is not null).ToList();
        return running switch
        {
            [var one] => one.Box!,
            [] => throw NotRunning(defaultFolder, known.FirstOrDefault(f => f != defaultFolder)),
            _ => throw Several([.. running.Select(r => r.Folder)]),
        };
    }

    /// <summary>The data folder that the command line, the environment or the default names.</summary>
    public static string DataFolder(ParseResult parse) => Chosen(parse) ?? DefaultFolder();

    /// <summary>The box that runs on <paramref name="folder"/>; null when none does.</summary>
    public static RunningBox? Running(string folder)
    {
        try
        {
            var running = JsonSerializer.Deserialize(File.ReadAllBytes(Path.Combine(folder, "run", "box.json")), ApiJson.Default.RunningBox);
            return running is not null && File.Exists(running.LocalKeyFile) && IsHost(running) ? running : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException or ArgumentException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>A killed box leaves its file behind, and after a restart of the machine another program may have its number: one that began later, and is no host.</summary>
    private static bool IsHost(RunningBox box)
    {
        if (HasEnded(box.ProcessId)) return false;
        if (File.ReadAllText($"/proc/{box.ProcessId}/cmdline").Contains("onebox-host", StringComparison.Ordinal)) return true;
        using var process = Process.GetProcessById(box.ProcessId);
        return process.StartTime.ToUniversalTime() <= box.StartedAt.UtcDateTime;
    }

    /// <summary>Gone, or only not yet collected by whoever started it: where nobody collects, that stays so.</summary>
    public static bool HasEnded(int processId)
    {
        try
        {
            return File.ReadAllText($"/proc/{processId}/stat").Split(") ")[^1][0] is 'Z' or 'X';
        }
        catch (IOException)
        {
            return true;
        }
    }

    public static OneboxClient Here(RunningBox box, string? key = null)
    {
        var handler = new SocketsHttpHandler
        {
            ConnectCallback = async (_, cancellation) =>
            {
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                try
                {
                    await socket.ConnectAsync(new UnixDomainSocketEndPoint(box.Socket), cancellation);
                    return new NetworkStream(socket, ownsSocket: true);
                }
                catch
                {
                    socket.Dispose();
                    throw;
                }
            },
        };
        return Client(handler, new Uri("http://localhost/"), key ?? File.ReadAllText(box.LocalKeyFile));
    }

    /// <param name="last">The data folder of the box that was started last, where it is another.</param>
    public static BoxException NotRunning(string folder, string? last = null) => new(new ProblemDetails
    {
        Code = "box.not_running",
        Title = "No box",
        Detail = last is null ? $"No box runs on the data folder {folder}." : $"No box runs, neither on the data folder {folder} nor on {last}, where the last one ran.",
        Remedy = last is null ? "Start it with 'onebox up', or name the right one with --data DIR or --box URL." : $"Start it again with 'onebox up --data {last}'.",
    });

    private static BoxException Several(IReadOnlyList<string> folders) => new(new ProblemDetails
    {
        Code = "box.several",
        Title = "Several boxes",
        Detail = $"Several boxes run, on the data folders {string.Join(" and ", folders)}.",
        Remedy = "Say which one is meant with --data DIR, or for a while with ONEBOX_DATA.",
    });

    private static string DefaultFolder() => Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "onebox");

    /// <summary>The data folder that somebody named; null when nobody did.</summary>
    private static string? Chosen(ParseResult parse) => (parse.GetValue(Data) ?? Environment.GetEnvironmentVariable("ONEBOX_DATA")) is { } named ? Path.GetFullPath(named) : null;

    private static OneboxClient Elsewhere(string address, string? key)
    {
        if (!Uri.TryCreate(address.TrimEnd('/') + "/", UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
            throw new UsageException($"'{address}' is not an address of a box; it looks like https://box:8080.");
        var handler = new SocketsHttpHandler();
        if (Environment.GetEnvironmentVariable("ONEBOX_FINGERPRINT") is { Length: > 0 } fingerprint)
        {
            // A box's own certificate is trusted by its fingerprint, which 'onebox status' prints on the box.
            handler.SslOptions.RemoteCertificateValidationCallback = (_, certificate, _, _) =>
                certificate is not null && string.Equals(certificate.GetCertHashString(HashAlgorithmName.SHA256), fingerprint.Replace(":", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase);
        }

        return Client(handler, uri, key);
    }

    private static OneboxClient Client(HttpMessageHandler handler, Uri address, string? key)
    {
        // Long answers are streamed: whoever waits decides how long.
        var http = new HttpClient(handler) { BaseAddress = address, Timeout = Timeout.InfiniteTimeSpan };
        if (key is not null) http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key.Trim());
        return new OneboxClient(new BoxConnection(http));
    }
}
