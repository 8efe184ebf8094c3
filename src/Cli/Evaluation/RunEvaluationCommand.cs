using System.CommandLine;
using Onebox.Api;
using Onebox.Api.Evaluation;
using Onebox.Cli.Connection;
using Onebox.Cli.Output;

namespace Onebox.Cli.Evaluation;

/// <summary><c>onebox eval run --task TASK --models A,B</c>: scores with standard errors, and the paired test of the first model with the others.</summary>
internal sealed class RunEvaluationCommand : BoxCommand
{
    private readonly Option<string[]> _task = new("--task") { Description = "TASK.yaml, mmlu:PATH, gsm8k:PATH, squad:PATH…, dataset:NAME or robustness. Can be repeated.", HelpName = "TASK", Required = true, AllowMultipleArgumentsPerToken = true };
    private readonly Option<string[]> _models = new("--models") { Description = "Routes, deployments or models, with commas; the first is what the others are compared with.", HelpName = "A,B", Required = true, AllowMultipleArgumentsPerToken = true };
    private readonly Option<int?> _limit = new("--limit") { Description = "So many items of each task.", HelpName = "N" };
    private readonly Option<int?> _shots = new("--shots") { Description = "Examples before each question (the task's own number).", HelpName = "N" };
    private readonly Option<ulong?> _seed = new("--seed") { Description = "Draws the examples and the bootstrap (1234).", HelpName = "N" };
    private readonly Option<bool> _chat = new("--chat") { Description = "Ask tasks that generate by chat, in the model's own template: for engines elsewhere that have nothing else." };
    private readonly Option<string?> _against = new("--against") { Description = "A dataset that the items are looked for in (the models' own training data).", HelpName = "DATASET" };
    private readonly Option<bool> _exclude = new("--exclude-contaminated") { Description = "Leave items out that the training data has." };
    private readonly Option<string?> _name = new("--name") { Description = "What to call it.", HelpName = "NAME" };
    private readonly Option<bool> _noWait = new("--no-wait") { Description = "Return at once with the task's id." };

    public RunEvaluationCommand()
        : base("run", "Ask models a task's questions and compare them.")
    {
        foreach (var option in (Option[])[_task, _models, _limit, _shots, _seed, _chat, _against, _exclude, _name, _noWait]) Options.Add(option);
    }

    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellation)
    {
        var here = TaskArguments.IsHere(run);
        var tasks = run.Get(_task)!.Select(t => TaskArguments.Read(t, here, run.Get(_limit), run.Get(_shots), run.Get(_seed)) with { Chat = run.Get(_chat) ? true : null }).ToList();
        var models = run.Get(_models)!.SelectMany(m => m.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)).ToList();
        var accepted = await run.Box.Evaluations.StartAsync(new EvaluationRequest(tasks, models, run.Get(_name), run.Get(_against), run.Get(_exclude), run.Get(_seed) ?? 1234), cancellation);
        if (run.Get(_noWait))
        {
            run.Print.Result(accepted, ApiJson.Default.TaskAccepted, a => Console.Out.WriteLine(a.TaskId));
            return ExitCodes.Done;
        }

        await TaskBar.WaitAsync(run, accepted.TaskId, cancellation);
        var evaluation = await run.Box.Evaluations.GetAsync(accepted.ResourceId!, cancellation);
        run.Print.Result(evaluation, ApiJson.Default.EvaluationInfo, ShowEvaluationCommand.Show);
        return ExitCodes.Done;
    }
}
