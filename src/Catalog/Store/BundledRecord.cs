namespace Onebox.Catalog.Store;

/// <summary>A model that comes with the software and has been installed once: if its owner deletes it, it stays deleted.</summary>
internal sealed class BundledRecord
{
    public required string Name { get; set; }
    public DateTimeOffset InstalledAt { get; set; }
}
