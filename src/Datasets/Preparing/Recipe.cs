namespace Onebox.Datasets.Preparing;

/// <summary>Named steps in their order.</summary>
internal sealed record Recipe(IReadOnlyList<RecipeStep> Steps);

/// <param name="Name">The step's own name.</param>
/// <param name="Kind">Which step it is.</param>
internal sealed record RecipeStep(string Name, string Kind, IPreparationStep Step);
