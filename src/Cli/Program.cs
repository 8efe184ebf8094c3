using Onebox.Api;
using Onebox.Cli;
using Onebox.Cli.Output;

try
{
    return await Commands.RunAsync(args);
}
catch (BoxException error)
{
    await ErrorText.WriteAsync(error.Problem, args.Contains("--json", StringComparer.Ordinal));
    return ExitCodes.Of(error.Problem);
}
catch (UsageException error)
{
    await ErrorText.WriteAsync(new ProblemDetails { Code = "usage", Title = "Usage", Detail = error.Message }, args.Contains("--json", StringComparer.Ordinal));
    return ExitCodes.Usage;
}
catch (OperationCanceledException)
{
    return ExitCodes.Interrupted;
}
catch (Exception error)
{
    // Nothing that was foreseen: still one sentence, not the insides of this program.
    await ErrorText.WriteAsync(new ProblemDetails { Code = "cli.failed", Title = "The command failed", Detail = $"The command failed: {error.Message}", Remedy = "See the command's --help for what it takes; if that was right, this is a fault of the program." }, args.Contains("--json", StringComparer.Ordinal));
    return ExitCodes.Failed;
}
