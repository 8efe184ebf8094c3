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
catch (Exception error) when (error is IOException or UnauthorizedAccessException)
{
    // A file that cannot be read or written; what the box itself says is a BoxException.
    await ErrorText.WriteAsync(new ProblemDetails { Code = "file", Title = "File", Detail = error.Message }, args.Contains("--json", StringComparer.Ordinal));
    return ExitCodes.Failed;
}
