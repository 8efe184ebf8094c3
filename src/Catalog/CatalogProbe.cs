using Microsoft.Extensions.Options;
using Onebox.Kernel;
using Onebox.Kernel.Files;
using Onebox.Kernel.Ports;

namespace Onebox.Catalog;

/// <summary>Watches the models' files and the disk they lie on. It looks at names and lengths only; <see cref="VerifyModel"/> reads the bytes.</summary>
internal sealed class CatalogProbe(ICatalog catalog, DataFolder data, IOptions<CatalogOptions> options) : IProbe
{
    public string Name => "models";

    public async ValueTask<IReadOnlyList<Finding>> CheckAsync(CancellationToken cancellation)
    {
        var models = await catalog.ListAsync(cancellation);
        var findings = new List<Finding>();
        foreach (var model in models.Where(m => m.State != ModelState.Importing))
        {
            if ((model.Damage ?? MissingFile(model)) is { } damage)
                findings.Add(new Finding(FindingLevel.Attention, $"The model {model.Name} is damaged: {damage}", "Delete it and import it again, and check the disk.", model.Id));
        }

        var known = models.Select(m => m.Id).ToHashSet(StringComparer.Ordinal);
        foreach (var folder in Directory.EnumerateDirectories(data.Models).Where(f => Ids.Is(Path.GetFileName(f), ResourceKinds.Model) && !known.Contains(Path.GetFileName(f))))
            findings.Add(new Finding(FindingLevel.Attention, $"The folder {folder} holds a model that no record knows.", $"Import it again with 'onebox models import {folder} --link', then remove the folder."));

        var free = new DriveInfo(data.Path).AvailableFreeSpace;
        if (free < options.Value.KeepFreeBytes)
            findings.Add(new Finding(FindingLevel.Attention, $"The disk of {data.Path} has {Sizes.Text(free)} free; {Sizes.Text(options.Value.KeepFreeBytes)} are to be kept.", "Delete models that are not needed, or make room otherwise."));
        return findings.Count > 0 ? findings : [new Finding(FindingLevel.Fine, $"{models.Count} models, {Sizes.Text(models.Sum(m => m.SizeBytes))}; {Sizes.Text(free)} of disk are free.")];
    }

    private static string? MissingFile(Model model)
    {
        foreach (var file in model.Files)
        {
            var info = new FileInfo(Path.Combine(model.Folder, file.Name));
            if (!info.Exists) return $"{file.Name} is gone.";
            if (info.Length != file.SizeBytes) return $"{file.Name} has {info.Length} bytes and was imported with {file.SizeBytes}.";
        }

        return null;
    }
}
