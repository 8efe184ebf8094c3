using Onebox.Api.Models;

namespace Onebox.Catalog.Store;

/// <summary>A file on its way from somebody's browser or command line.</summary>
internal sealed class UploadRecord
{
    public required string Id { get; set; }
    public required string FileName { get; set; }
    public long SizeBytes { get; set; }

    /// <summary>What was acknowledged, and is on the disk: the file may be longer, never shorter.</summary>
    public long OffsetBytes { get; set; }
    public string? Sha256 { get; set; }
    public required string StartedBy { get; set; }
    public DateTimeOffset ExpiresAt { get; set; }

    public UploadInfo ToInfo() => new(Id, FileName, SizeBytes, OffsetBytes, ExpiresAt);
}
