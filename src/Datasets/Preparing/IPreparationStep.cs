namespace Onebox.Datasets.Preparing;

/// <summary>A step of a recipe. To add one: a sealed class in <c>Steps/</c>, a line in <see cref="RecipeReader"/>, a line in docs/formats/dataset-recipe.md.</summary>
internal interface IPreparationStep;

/// <summary>Looks at one row at a time.</summary>
internal interface IRowStep : IPreparationStep
{
    /// <returns>The row as it came, another one, or none; with the reason for the last two.</returns>
    StepResult Apply(DatasetRow row);
}

/// <summary>Must have seen all rows before it can say which to leave out.</summary>
internal interface IWholeStep : IPreparationStep
{
    /// <summary>What it writes for each row while it works.</summary>
    int ScratchBytesPerRow { get; }

    /// <summary>Begins a pass.</summary>
    /// <param name="folder">For its notes; gone after the pass.</param>
    IWholePass Begin(string folder, DatasetsOptions options);
}

internal interface IWholePass : IDisposable
{
    /// <param name="ordinal">From 0, without gaps.</param>
    void See(long ordinal, DatasetRow row);

    /// <summary>The rows to leave out, by rising ordinal.</summary>
    IEnumerable<(long Ordinal, string Reason)> Removed(CancellationToken cancellation);
}

/// <param name="Row">Null: it is removed.</param>
/// <param name="Reason">Null: nothing happened.</param>
internal readonly record struct StepResult(DatasetRow? Row, string? Reason)
{
    public static StepResult Kept(DatasetRow row) => new(row, null);

    public static StepResult Changed(DatasetRow row, string reason) => new(row, reason);

    public static StepResult Removed(string reason) => new(null, reason);
}
