using Onebox.Api;
using Onebox.Api.Training;
using Onebox.Cli.Connection;

namespace Onebox.Cli.Training;

/// <summary><c>onebox train recipe</c>: the whole recipe of what the other options say, as YAML; starts nothing.</summary>
internal sealed class RecipeCommand : BoxCommand
{
    private readonly TrainOptions _options = new();

    public RecipeCommand()
        : base("recipe", "Print the whole recipe of a run as YAML, everything filled in, and what it would need.") => _options.AddTo(this);

    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellation)
    {
        var plan = await run.Box.Training.PlanAsync(await _options.ReadAsync(run, cancellation), cancellation);
        if (plan.Errors.Count > 0) throw Refusal(plan);
        run.Print.Result(plan, ApiJson.Default.TrainingPlanInfo, p =>
        {
            if (p.Fit is { } fit) Console.Out.WriteLine($"# {fit.Summary}");
            Console.Out.Write(p.Recipe);
        });
        return ExitCodes.Done;
    }

    internal static BoxException Refusal(TrainingPlanInfo plan) => new(new ProblemDetails
    {
        Code = "training.invalid",
        Title = "The run cannot be started",
        Detail = string.Join(' ', plan.Errors.SelectMany(e => e.Value)),
        Errors = plan.Errors,
        Status = 400,
    });
}

/// <summary><c>onebox train fields</c>: every setting with its value for a base and method, explained.</summary>
internal sealed class FieldsCommand : BoxCommand
{
    private readonly TrainOptions _options = new();

    public FieldsCommand()
        : base("fields", "Every setting explained, with the value it would have.") => _options.AddTo(this);

    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellation)
    {
        var plan = await run.Box.Training.PlanAsync(await _options.ReadAsync(run, cancellation), cancellation);
        run.Print.Result(plan, ApiJson.Default.TrainingPlanInfo, p =>
        {
            foreach (var group in p.Fields.GroupBy(f => f.Group))
            {
                Console.Out.WriteLine(group.Key);
                foreach (var field in group) Console.Out.WriteLine($"  {field.Key}={field.Value}\n      {field.Explanation}{(field.Choices is { Count: > 0 } choices ? $" ({string.Join(", ", choices)})" : "")}");
            }
        });
        return ExitCodes.Done;
    }
}
