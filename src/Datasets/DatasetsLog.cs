using Microsoft.Extensions.Logging;

namespace Onebox.Datasets;

/// <summary>Every line that this module logs.</summary>
internal static partial class DatasetsLog
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Dataset {Reference} ({Id}) is ready: {Rows} rows, {Bytes} bytes")]
    public static partial void Ready(this ILogger log, string reference, string id, long rows, long bytes);

    [LoggerMessage(Level = LogLevel.Information, Message = "Dataset {Reference} ({Id}) deleted")]
    public static partial void Deleted(this ILogger log, string reference, string id);

    [LoggerMessage(Level = LogLevel.Information, Message = "Swept {What}, left behind by an earlier host")]
    public static partial void Swept(this ILogger log, string what);
}
