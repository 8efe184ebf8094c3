using System.CommandLine;
using Onebox.Api.Training;
using Onebox.Cli.Connection;

namespace Onebox.Cli.Training;

/// <summary>The options that make up a request to train, for the verbs that start and that plan.</summary>
internal sealed class TrainOptions
{
    private readonly Option<string?> _base = new("--base") { Description = "The model to begin from.", HelpName = "MODEL" };
    private readonly Option<string[]> _dataset = new("--dataset") { Description = "A dataset to learn from, or several; NAME@VERSION for a version of it.", HelpName = "NAME", AllowMultipleArgumentsPerToken = true };
    private readonly Option<string?> _method = new("--method") { Description = "lora (default), qlora, full, dpo or pretrain.", HelpName = "METHOD" };
    private readonly Option<string?> _name = new("--name") { Description = "The run's name, and its model's.", HelpName = "NAME" };
    private readonly Option<string[]> _set = new("--set") { Description = "A setting, as often as needed: --set epochs=3. 'onebox train fields' explains them.", HelpName = "KEY=VALUE", AllowMultipleArgumentsPerToken = true };
    private readonly Option<string?> _recipe = new("--recipe") { Description = "A recipe; the other options win over it.", HelpName = "FILE.yaml" };

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_base, _dataset, _method, _name, _set, _recipe]) command.Options.Add(option);
    }

    public async Task<StartTrainingRequest> ReadAsync(Invocation run, CancellationToken cancellation)
    {
        var settings = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in run.Get(_set) ?? [])
        {
            var at = pair.IndexOf('=', StringComparison.Ordinal);
            if (at <= 0) throw new UsageException($"--set takes KEY=VALUE; '{pair}' has no value.");
            settings[pair[..at]] = pair[(at + 1)..];
        }

        var (recipe, folder) = (default(string), default(string));
        if (run.Get(_recipe) is { } file)
        {
            if (!File.Exists(file)) throw new UsageException($"There is no file {file}.");
            recipe = await File.ReadAllTextAsync(file, cancellation);
            folder = Path.GetDirectoryName(Path.GetFullPath(file));
        }

        return new StartTrainingRequest(
            run.Get(_name), run.Get(_base), [.. (run.Get(_dataset) ?? []).SelectMany(d => d.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))], run.Get(_method), settings, recipe, folder);
    }
}
