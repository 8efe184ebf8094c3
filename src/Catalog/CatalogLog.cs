using Microsoft.Extensions.Logging;

namespace Onebox.Catalog;

/// <summary>Every line that the catalog logs.</summary>
internal static partial class CatalogLog
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Model {Id} ({Name}) imported: {Bytes} bytes in {Files} files")]
    public static partial void Imported(this ILogger log, string id, string name, long bytes, int files);

    [LoggerMessage(Level = LogLevel.Information, Message = "Model {Id} ({Name}) deleted")]
    public static partial void Deleted(this ILogger log, string id, string name);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Model {Id} ({Name}) is damaged: {Damage}")]
    public static partial void Damaged(this ILogger log, string id, string name, string damage);

    [LoggerMessage(Level = LogLevel.Information, Message = "Swept {What}, left behind by an earlier host")]
    public static partial void Swept(this ILogger log, string what);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The model {Name} that comes with the software is not installed: {Reason}")]
    public static partial void BundledRefused(this ILogger log, string name, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Upload {Id} expired")]
    public static partial void UploadExpired(this ILogger log, string id);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The preset file {File} is left out: {Reason}")]
    public static partial void PresetRefused(this ILogger log, string file, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Cannot sweep {What}: {Reason}")]
    public static partial void SweepFailed(this ILogger log, string what, string reason);
}
