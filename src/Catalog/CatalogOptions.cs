using Microsoft.Extensions.Options;

namespace Onebox.Catalog;

/// <summary>Settings of the catalog (<c>Onebox:Catalog</c>). To add one: a property here with its default, a line in the validation below.</summary>
public sealed class CatalogOptions
{
    /// <value>https://huggingface.co, asked only when somebody imports from a hub by name. A mirror with the same paths may stand in.</value>
    public string HubAddress { get; set; } = "https://huggingface.co";

    /// <value>Null: none. Sent to the hub only, never to where it redirects.</value>
    public string? HubToken { get; set; }

    /// <value>Null: the system's proxy settings.</value>
    public string? Proxy { get; set; }

    /// <value>Null: no limit. All downloads share it.</value>
    public long? MaxDownloadBytesPerSecond { get; set; }

    /// <value>10: how often a download is tried again without a byte of progress in between; at most 3 before its first byte where nobody is at the address.</value>
    public int DownloadAttempts { get; set; } = 10;

    /// <value>1 second; doubles with each try without progress.</value>
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromSeconds(1);

    /// <value>60 seconds.</value>
    public TimeSpan MaxRetryDelay { get; set; } = TimeSpan.FromSeconds(60);

    /// <value>60 seconds without a byte: the connection is given up and tried again.</value>
    public TimeSpan StallTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <value>2 GiB: what an import must leave free on the disk.</value>
    public long KeepFreeBytes { get; set; } = 2L << 30;

    /// <value>64 MiB: a copy or download is made durable so often, and continues from there after a crash.</value>
    public long DurableEveryBytes { get; set; } = 64L << 20;

    /// <value>24 hours after its last byte.</value>
    public TimeSpan UploadLifetime { get; set; } = TimeSpan.FromHours(24);

    /// <value>Empty: any path that the box can read. Otherwise imports by path are allowed below these folders only.</value>
    public IList<string> ImportRoots { get; } = [];

    /// <value><c>models</c> beside the program: models that come with the software and are installed at a box's first start. A folder that is not there: none.</value>
    public string BundledFolder { get; set; } = Path.Combine(AppContext.BaseDirectory, "models");

    /// <value>Null: <c>presets</c> in the data folder. Its *.yaml files add to the built-in presets or replace those of the same id.</value>
    public string? PresetFolder { get; set; }

    /// <summary>Whether <paramref name="path"/> is in <see cref="BundledFolder"/>.</summary>
    internal bool IsBundled(string? path) =>
        path is not null && BundledFolder.Length > 0 && Path.GetFullPath(path).StartsWith(Path.TrimEndingDirectorySeparator(Path.GetFullPath(BundledFolder)) + "/", StringComparison.Ordinal);
}

/// <summary>Finds all errors at once, at start.</summary>
internal sealed class CatalogOptionsValidation : IValidateOptions<CatalogOptions>
{
    public ValidateOptionsResult Validate(string? name, CatalogOptions options)
    {
        List<string> errors = [];
        void Require(bool holds, string message)
        {
            if (!holds) errors.Add($"Onebox:Catalog:{message}");
        }

        Require(IsWebAddress(options.HubAddress), $"HubAddress '{options.HubAddress}' is no http or https address.");
        Require(options.Proxy is null || IsWebAddress(options.Proxy), $"Proxy '{options.Proxy}' is no http or https address.");
        Require(options.MaxDownloadBytesPerSecond is null or >= 1024, "MaxDownloadBytesPerSecond must be at least 1024.");
        Require(options.DownloadAttempts >= 1, "DownloadAttempts must be at least 1.");
        Require(options.RetryDelay > TimeSpan.Zero && options.RetryDelay <= options.MaxRetryDelay, "RetryDelay must be positive and at most MaxRetryDelay.");
        Require(options.StallTimeout > TimeSpan.Zero, "StallTimeout must be positive.");
        Require(options.KeepFreeBytes >= 0, "KeepFreeBytes must not be negative.");
        Require(options.DurableEveryBytes >= 4096, "DurableEveryBytes must be at least 4096.");
        Require(options.UploadLifetime >= TimeSpan.FromMinutes(1), "UploadLifetime must be at least a minute.");
        foreach (var root in options.ImportRoots) Require(Path.IsPathRooted(root), $"ImportRoots '{root}' is no absolute path.");
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }

    private static bool IsWebAddress(string text) => Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https";
}
