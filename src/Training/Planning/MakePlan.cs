using System.Globalization;
using Onebox.Api.Models;
using Onebox.Api.Training;
using Onebox.Catalog;
using Onebox.Kernel;
using Onebox.Kernel.Access;
using Onebox.Kernel.Ports;
using Onebox.Models.Loop;
using Onebox.Pool;
using Onebox.Weights;

namespace Onebox.Training.Planning;

/// <summary>What came of a request.</summary>
/// <param name="Plan">Null when errors prevent one.</param>
/// <param name="Usual">The settings that the box would choose for this base and data.</param>
/// <param name="Why">For settings that the box has chosen: the reason, by name.</param>
internal sealed record PlanOutcome(TrainingPlan? Plan, TrainingSettings Settings, TrainingSettings Usual, IReadOnlyDictionary<string, string> Why, Architecture? Facts, FitReport? Fit, Errors Errors);

/// <summary>From a request to a plan with nothing left open, or to all that is wrong with the request.</summary>
internal sealed class MakePlan(ICatalog catalog, ILicences licences, FindData data, ITrainingSizing sizing, ILendableDevices devices, IPool pool)
{
    private const int UsualContext = 1024;

    private static readonly string[] Lengths = ["epochs", "steps", "tokens"];

    /// <summary>What lib/Models reads and writes.</summary>
    private static readonly string[] Architectures = ["llama", "qwen2", "qwen3", "mistral"];
    private static readonly string[] Types = ["F32", "F16", "BF16", "Q8_0"];

    public async Task<PlanOutcome> RunAsync(StartTrainingRequest request, Caller caller, CancellationToken cancellation)
    {
        var errors = new Errors();
        var recipe = request.Recipe is { } yaml ? RecipeReader.Read(yaml, errors) : new Recipe();
        recipe = recipe with
        {
            Name = request.Name ?? recipe.Name,
            Base = request.Base ?? recipe.Base,
            Method = request.Method ?? recipe.Method,
            Datasets = request.Datasets is { Count: > 0 } asked ? asked : recipe.Datasets,
        };
        if (!Names.IsValid(recipe.Name)) errors.Note("name", recipe.Name is null ? "Give the run a name; its model will bear it." : Names.Rule);
        var method = (recipe.Method ?? (recipe.Base is null && (recipe.Model.Count > 0 || recipe.Config is not null) ? Methods.Pretrain : Methods.Lora)).ToLowerInvariant();
        if (!Methods.All.Contains(method))
        {
            errors.Note("method", $"The method must be one of {string.Join(", ", Methods.All)}; '{method}' is not.");
            method = Methods.Lora;
        }

        var (model, facts, shape) = method == Methods.Pretrain ? Shape(recipe, request.RecipeFolder, errors) : await BaseAsync(recipe, errors, cancellation);
        var rows = await data.FindAsync(recipe, request.RecipeFolder, method, caller, errors, cancellation);
        var parameters = facts?.Parameters ?? 0;
        var chosen = TrainingPresets.Choose(Methods.Of(method), parameters, facts?.ContextLength ?? UsualContext, rows.Amount);
        var said = recipe.Settings.Concat(request.Settings ?? new Dictionary<string, string>(StringComparer.Ordinal)).ToList();
        var usual = Usual(chosen.Settings, parameters, said) with { Threads = await ThreadsAsync(cancellation) };
        var settings = SettingText.Apply(usual, said, errors);
        if (settings.SequenceLength > facts?.ContextLength) errors.Note("sequenceLength", string.Create(CultureInfo.InvariantCulture, $"{model?.Name ?? "The model"} was made for {facts.ContextLength} tokens: a sequence of {settings.SequenceLength} is too long."));
        if (recipe.Loss is not (null or "answers" or "all")) errors.Note("loss", "loss must be answers or all.");
        if (settings.Threads < 1) settings = settings with { Threads = usual.Threads };

        var fit = facts is null || errors.All.Keys.Any(k => SettingText.Fields.Any(f => f.Name == k)) ? null : await FitAsync(recipe.Name ?? method, facts, settings, errors, cancellation);
        var plan = errors.Any ? null : new TrainingPlan
        {
            Name = recipe.Name!,
            Base = model,
            Shape = shape,
            Data = rows.Found,
            Settings = settings,
            Why = Reasons(chosen, settings),
            AnswersOnly = recipe.Loss is null ? method != Methods.Pretrain : recipe.Loss == "answers",
        };
        return new PlanOutcome(plan, settings, usual, Reasons(chosen, settings), facts, fit, errors);
    }

    /// <summary>Of what the box has chosen and nobody has changed; another length makes other reasons of what was reckoned with it.</summary>
    private static Dictionary<string, string> Reasons(ChosenSettings chosen, TrainingSettings settings) =>
        chosen.Why.Where(w => settings.Epochs == chosen.Settings.Epochs || w.Key is not ("batchTokens" or "validateEvery")).Where(w => SettingText.ValueOf(settings, w.Key) is { Length: > 0 } value && value == SettingText.ValueOf(chosen.Settings, w.Key)).ToDictionary(StringComparer.Ordinal);

    /// <summary>As sizing asks: DPO runs each pair through the model at once.</summary>
    public static TrainingShape ShapeOf(TrainingSettings settings) => new(
        settings.Method switch { TrainingMethod.Full => Methods.Full, TrainingMethod.Pretrain => Methods.Pretrain, TrainingMethod.Qlora => Methods.Qlora, _ => Methods.Lora },
        settings.Precision == TrainingPrecision.Bf16 ? "bf16" : "f32",
        settings.SequenceLength,
        Math.Max(1, settings.BatchTokens / Math.Max(1, settings.GradientAccumulation) / settings.SequenceLength),
        settings.TrainsAdapter ? settings.LoraRank : null,
        settings.GradientCheckpointing,
        settings.Ranks,
        settings.Moments == TrainingPrecision.Bf16);

    private static TrainingSettings Usual(TrainingSettings usual, long parameters, IReadOnlyList<KeyValuePair<string, string>> said)
    {
        const long million = 1_000_000;
        // Below a million parameters a step is all overhead, and half precision only costs accuracy.
        if (parameters < million) usual = usual with { Precision = TrainingPrecision.F32 };
        // Whoever says how long to train, or not to measure, is not stopped early.
        if (said.Any(s => Lengths.Contains(s.Key, StringComparer.OrdinalIgnoreCase) || s.Key.Equals("validateEvery", StringComparison.OrdinalIgnoreCase))) usual = usual with { EarlyStopPatience = 0 };
        return ForRanks(usual, said);
    }

    /// <summary>Several ranks share the micro-batches of a step: there are as many as ranks, and each still holds a row.</summary>
    private static TrainingSettings ForRanks(TrainingSettings usual, IEnumerable<KeyValuePair<string, string>> said)
    {
        var asked = said.LastOrDefault(s => s.Key.Equals("ranks", StringComparison.OrdinalIgnoreCase)).Value;
        if (!int.TryParse(asked, NumberStyles.None, CultureInfo.InvariantCulture, out var ranks) || ranks is < 2 or > 64) return usual;
        var pieces = (usual.GradientAccumulation + ranks - 1) / ranks * ranks;
        return usual with { GradientAccumulation = pieces, BatchTokens = Math.Max(usual.BatchTokens, pieces * usual.SequenceLength) };
    }

    private async Task<int> ThreadsAsync(CancellationToken cancellation)
    {
        var cpus = (await pool.ReadAsync(cancellation)).Nodes.SelectMany(n => n.Devices).Where(d => d.Kind == "cpu").ToList();
        var free = cpus.Sum(d => (d.TotalCompute ?? 0) - (d.LeasedCompute ?? 0));
        return Math.Max(1, (int)free);
    }

    private async Task<FitReport?> FitAsync(string name, Architecture facts, TrainingSettings settings, Errors errors, CancellationToken cancellation)
    {
        try
        {
            // This build of the trainer computes on CPUs.
            var memory = (await devices.ReadAsync(cancellation)).Where(d => d.Kind == "memory").ToList();
            return sizing.Fit(name, facts, ShapeOf(settings), memory);
        }
        catch (ProblemException problem)
        {
            errors.Note("base", problem.Message);
            return null;
        }
    }

    private async Task<(PlannedBase? Base, Architecture? Facts, PlannedShape? Shape)> BaseAsync(Recipe recipe, Errors errors, CancellationToken cancellation)
    {
        if (string.IsNullOrWhiteSpace(recipe.Base))
        {
            errors.Note("base", "Name the model to begin from (base); 'onebox models list' shows them. A model from nothing needs the method pretrain and a recipe.");
            return default;
        }

        var model = await catalog.FindAsync(recipe.Base, cancellation);
        if (model is null || model.State != ModelState.Ready)
        {
            errors.Note("base", model is null ? $"There is no model {recipe.Base} on this box; 'onebox models list' shows them." : $"The model {model.Name} is {model.State.ToString().ToLowerInvariant()}.");
            return default;
        }

        var facts = model.Architecture;
        if (facts.Kind == "adapter") errors.Note("base", $"{model.Name} is an adapter: name the model that it belongs to.");
        else if (facts.Name is null || !Architectures.Contains(facts.Name)) errors.Note("base", $"Models of the architecture {facts.Name ?? "unknown"} cannot be trained here; {string.Join(", ", Architectures)} can.");
        var foreign = facts.Weights.BytesByType.Keys.Where(t => !Types.Contains(t)).ToList();
        if (foreign.Count > 0) errors.Note("base", $"{model.Name} has weights in {string.Join(", ", foreign)}: train its F16, BF16 or Q8_0 form and quantize what comes of it.");
        return (new PlannedBase(model.Id, model.Name, model.ContentHash, model.Format, model.Folder, [.. model.WeightFiles], facts.Quantization, facts.Parameters, licences.Of(model).Name), facts, null);
    }

    private static (PlannedBase? Base, Architecture? Facts, PlannedShape? Shape) Shape(Recipe recipe, string? folder, Errors errors)
    {
        if (recipe.Base is { Length: > 0 }) errors.Note("base", "Pretraining begins from nothing: leave base out, or take the method full.");
        if (recipe.Model.Count == 0 && recipe.Config is null)
        {
            errors.Note("model", "Pretraining needs a recipe with the shape of the model (model:) and its tokenizer.");
            return default;
        }

        if (recipe.Config is { } config) recipe = ModelConfig.Into(recipe, config, folder, errors);
        var tokenizer = recipe.Tokenizer is null ? null : DataFiles.Find(recipe.Tokenizer, folder, "tokenizer", errors);
        var template = recipe.ChatTemplate is null ? null : DataFiles.Find(recipe.ChatTemplate, folder, "chatTemplate", errors);
        if (errors.All.ContainsKey("model") || (recipe.Tokenizer is not null && tokenizer is null)) return default;
        var shape = ShapeText.Read(recipe.Model, tokenizer, template, errors);
        return (null, shape is null ? null : ShapeText.Facts(shape), shape);
    }
}
