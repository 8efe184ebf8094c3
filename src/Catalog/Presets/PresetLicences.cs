namespace Onebox.Catalog.Presets;

internal sealed class PresetLicences(PresetCatalog presets) : ILicences
{
    public ModelLicence Of(Model model)
    {
        var stated = model.Preset is { } id ? presets.Find(id)?.Licence : null;
        return new ModelLicence(stated?.Spdx ?? stated?.Name ?? model.Architecture.License, stated?.Commercial);
    }
}
