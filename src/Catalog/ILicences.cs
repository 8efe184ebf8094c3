namespace Onebox.Catalog;

/// <summary>What is known of the licences of models: from the preset that a model came from, else from its own files.</summary>
public interface ILicences
{
    ModelLicence Of(Model model);
}

/// <param name="Name">An SPDX identifier, or the licence's own name; null when neither preset nor files tell.</param>
/// <param name="Commercial">What the preset says of commercial use: <c>permitted</c>, <c>conditional</c>, <c>on-application</c>, <c>see-licence</c> or <c>forbidden</c>; null without a preset.</param>
public sealed record ModelLicence(string? Name, string? Commercial = null);
