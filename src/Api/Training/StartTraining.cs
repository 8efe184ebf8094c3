namespace Onebox.Api.Training;

/// <summary>
/// <c>POST /api/training/runs</c>, and <c>POST /api/training/plan</c> to see what would come of it. What <paramref name="Recipe"/> says counts
/// first, the fields beside it win over it, and <paramref name="Settings"/> win over both.
/// </summary>
/// <param name="Name">The run's name, and that of the model it makes.</param>
/// <param name="Base">The name or id of a model on the box; null for pretraining.</param>
/// <param name="Datasets">Names or ids of datasets, each with <c>@VERSION</c> where not the newest is meant.</param>
/// <param name="Method"><c>lora</c>, <c>qlora</c>, <c>full</c>, <c>dpo</c> or <c>pretrain</c>.</param>
/// <param name="Settings">By the names of <see cref="TrainingField.Key"/>.</param>
/// <param name="Recipe">YAML, as docs/formats/training-recipe.md specifies it.</param>
/// <param name="RecipeFolder">Where relative paths in the recipe begin: an absolute folder on the box.</param>
public sealed record StartTrainingRequest(
    string? Name = null,
    string? Base = null,
    IReadOnlyList<string>? Datasets = null,
    string? Method = null,
    IReadOnlyDictionary<string, string>? Settings = null,
    string? Recipe = null,
    string? RecipeFolder = null);

/// <summary><c>PUT /api/training/runs/{name}/schedule</c>: where the schedule ends. Just one of the two.</summary>
/// <param name="Steps">Optimizer steps from the run's beginning.</param>
/// <param name="Epochs">Passes over the data from the run's beginning.</param>
public sealed record SetScheduleRequest(long? Steps = null, double? Epochs = null);
