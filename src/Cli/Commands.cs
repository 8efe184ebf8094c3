using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using Onebox.Cli.Access;
using Onebox.Cli.Box;
using Onebox.Cli.Chat;
using Onebox.Cli.Connection;
using Onebox.Cli.Datasets;
using Onebox.Cli.Deployments;
using Onebox.Cli.Evaluation;
using Onebox.Cli.Knowledge;
using Onebox.Cli.Licences;
using Onebox.Cli.Models;
using Onebox.Cli.Output;
using Onebox.Cli.Pool;
using Onebox.Cli.Prediction;
using Onebox.Cli.Tasks;
using Onebox.Cli.Training;

namespace Onebox.Cli;

/// <summary>All verbs; a verb is one class in one file, and a line here.</summary>
internal static class Commands
{
    /// <returns>The exit code.</returns>
    /// <exception cref="UsageException">The arguments are wrong.</exception>
    public static Task<int> RunAsync(string[] args)
    {
        var parsed = Root().Parse(args.Length == 0 ? ["--help"] : args);
        if (parsed.Action is ParseErrorAction)
        {
            var errors = string.Join(' ', parsed.Errors.Select(error => ParseWording.Of(error.Message)).Distinct(StringComparer.Ordinal));
            throw new UsageException($"{errors} See '{string.Join(' ', ["onebox", .. Path(parsed.CommandResult), "--help"])}'.");
        }

        return parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
    }

    private static RootCommand Root()
    {
        var root = new RootCommand($"Onebox: train, evaluate and serve your own models on your own machine.\n\n{ExitCodes.Table}");
        foreach (var option in BoxFinder.Options) root.Options.Add(option);

        root.Add(new UpCommand());
        root.Add(new DownCommand());
        root.Add(new StatusCommand());
        root.Add(Group("models", "Models on the box, and presets that can be had.", new ListModelsCommand(), new ShowModelCommand(), new ImportModelCommand(), new FitCommand(), new AdviseCommand(), new PresetsCommand(), new VerifyModelCommand(), new ExportModelCommand(), new DeleteModelCommand()));
        root.Add(new TrainCommand());
        root.Add(Group("datasets", "Rows to train on, evaluate with and predict over.", new ListDatasetsCommand(), new ShowDatasetCommand(), new ImportDatasetCommand(), new PreviewDatasetCommand(), new CheckDatasetCommand(), new PrepareDatasetCommand(), new ChangeDatasetCommand(), new DeleteDatasetCommand()));
        root.Add(new DeployCommand());
        root.Add(new UndeployCommand());
        root.Add(Group("deployments", "Models that answer requests.", new ListDeploymentsCommand(), new ShowDeploymentCommand(), new StartDeploymentCommand(), new StopDeploymentCommand(), new ReplaceDeploymentCommand()));
        root.Add(Group("routes", "The names that requests use.", new ListRoutesCommand(), new SetRouteCommand(), new DeleteRouteCommand()));
        root.Add(Group("engines", "OpenAI-compatible servers elsewhere.", new ListEnginesCommand(), new AddEngineCommand(), new DeleteEngineCommand()));
        root.Add(Group("eval", "Measure models on tasks, and compare them.", new RunEvaluationCommand(), new ListEvaluationsCommand(), new ShowEvaluationCommand(), new CompareCommand(), new ListTasksToEvaluateCommand(), new DeleteEvaluationCommand()));
        root.Add(new PromoteCommand());
        root.Add(new RollbackCommand());
        root.Add(Group("promotions", "How routes came to lead where they do.", new ListPromotionsCommand()));
        root.Add(Group("licences", "Under which licences models are used, and who answers for it.", new ListLicencesCommand(), new AcceptLicenceCommand()));
        root.Add(new PredictCommand());
        root.Add(Group("predictions", "Answers to the rows of datasets.", new ListPredictionsCommand(), new FetchPredictionCommand()));
        root.Add(new RequestsCommand());
        root.Add(new ChatCommand());
        root.Add(Group("tasks", "Everything long: imports, deployments, trainings.", new ListTasksCommand(), new ShowTaskCommand(), new WatchTaskCommand(), new LogTaskCommand(), new CancelTaskCommand()));
        root.Add(Group("keys", "API keys for programs.", new ListKeysCommand(), new CreateKeyCommand(), new RevokeKeyCommand()));
        root.Add(Group("users", "People who may use the box.", new ListUsersCommand(), new CreateUserCommand(), new LinkUserCommand(), new ChangeUserCommand(), new DeleteUserCommand()));
        root.Add(Group("kb", "Knowledge bases: documents that can be searched and asked.", new ListBasesCommand(), new CreateBaseCommand(), new AddDocumentsCommand(), new StatusBaseCommand(), new SetBaseCommand(), new SearchBaseCommand(), new AskBaseCommand(), new EvaluateBaseCommand(), new ListDocumentsCommand(), new ListChangesCommand(), new RemoveDocumentCommand(), new DeleteBaseCommand(),
            Group("questions", "The questions that a base is measured by.", new ListQuestionsCommand(), new WriteQuestionsCommand())));
        root.Add(Group("documents", "What is read in files.", new ParseDocumentCommand()));
        root.Add(new AuditCommand());
        root.Add(new PoolCommand());
        root.Add(new SearchCommand());
        root.Add(new CompletionCommand());
        return root;
    }

    private static IEnumerable<string> Path(CommandResult command) => command.Parent is CommandResult parent ? Path(parent).Append(command.Command.Name) : [];

    private static Command Group(string name, string description, params Command[] verbs)
    {
        var group = new Command(name, description);
        foreach (var verb in verbs) group.Add(verb);
        // The noun alone lists: 'onebox models' is 'onebox models list'.
        if (verbs.FirstOrDefault(verb => verb.Name == "list") is { } list) group.SetAction((parse, _) => RunAsync([.. Path(parse.CommandResult), list.Name, .. parse.Tokens.Where(token => token.Type != TokenType.Command).Select(token => token.Value)]));
        return group;
    }
}
