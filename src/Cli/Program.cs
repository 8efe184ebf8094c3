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
    await Console.Error.WriteLineAsync($"onebox: {error.Message}");
    return ExitCodes.Usage;
}
catch (OperationCanceledException)
{
    return ExitCodes.Interrupted;
}
