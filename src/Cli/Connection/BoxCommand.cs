using System.CommandLine;
using Onebox.Api.Client;
using Onebox.Cli.Output;

namespace Onebox.Cli.Connection;

/// <summary>A verb that talks to a box.</summary>
internal abstract class BoxCommand : Command
{
    protected BoxCommand(string name, string description)
        : base(name, description) =>
        SetAction((parse, cancellation) => RunAsync(new Invocation(BoxFinder.Connect(parse), new Printer(parse.GetValue(BoxFinder.Json)), parse), cancellation));

    /// <returns>The exit code.</returns>
    protected abstract Task<int> RunAsync(Invocation run, CancellationToken cancellation);
}

/// <summary>One run of a verb.</summary>
internal sealed record Invocation(OneboxClient Box, Printer Print, ParseResult Parse)
{
    public T? Get<T>(Option<T> option) => Parse.GetValue(option);

    public T Get<T>(Argument<T> argument) => Parse.GetValue(argument)!;
}
