namespace Onebox.Catalog;

/// <summary>A model has become ready.</summary>
/// <param name="Bundled">It comes with the software.</param>
public sealed record ModelImported(string ModelId, string Name, bool Bundled = false);

public sealed record ModelDeleted(string ModelId, string Name);

/// <summary>A model's files were found to differ from what was imported.</summary>
public sealed record ModelDamaged(string ModelId, string Name, string Damage);
