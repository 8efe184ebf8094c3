using System.CommandLine;
using Onebox.Api;
using Onebox.Api.Access;
using Onebox.Cli.Connection;
using Onebox.Cli.Output;

namespace Onebox.Cli.Access;

/// <summary><c>onebox keys list</c>.</summary>
internal sealed class ListKeysCommand : BoxCommand
{
    private readonly Option<bool> _all = new("--all") { Description = "Of all users." };

    public ListKeysCommand()
        : base("list", "Keys, and what they used today.") => Options.Add(_all);

    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellation)
    {
        var keys = await run.Box.Access.KeysAsync(run.Get(_all), cancellation);
        run.Print.Result(keys, ApiJson.Default.PageKeyInfo, page => Printer.Table(
            ["name", "key", "role", "routes", "today", "last used", "expires", "state"],
            [.. page.Items.Select(k => new[]
            {
                k.Name, $"{k.Prefix}…", k.Role, k.Routes is null ? "all" : string.Join(", ", k.Routes), $"{k.RequestsUsed} requests, {k.TokensUsed} tokens", Units.Ago(k.LastUsedAt),
                k.ExpiresAt is { } at ? $"{at.ToLocalTime():d}" : "never", k.Revoked ? "revoked" : "live",
            })],
            "No keys yet. Make one: onebox keys create --name NAME"));
        return ExitCodes.Done;
    }
}

/// <summary><c>onebox keys create --name NAME</c>: prints the key, once.</summary>
internal sealed class CreateKeyCommand : BoxCommand
{
    private readonly Option<string> _name = new("--name") { Description = "What the key is for.", HelpName = "NAME", Required = true };
    private readonly Option<string?> _role = new("--role") { Description = "owner, engineer, developer (default) or reader; at most your own.", HelpName = "ROLE" };
    private readonly Option<string[]> _routes = new("--route") { Description = "A route the key may use (all). Can be repeated.", HelpName = "NAME" };
    private readonly Option<string[]> _actions = new("--action") { Description = "An action the key may take (all of the role). Can be repeated.", HelpName = "ACTION" };
    private readonly Option<string[]> _groups = new("--groups") { Description = "Groups whose documents it may read (its user's).", HelpName = "GROUP", AllowMultipleArgumentsPerToken = true };
    private readonly Option<int?> _days = new("--expires-in-days") { Description = "When it stops working.", HelpName = "N" };
    private readonly Option<long?> _requests = new("--requests-per-day") { Description = "A quota.", HelpName = "N" };
    private readonly Option<long?> _tokens = new("--tokens-per-day") { Description = "A quota.", HelpName = "N" };
    private readonly Option<int?> _perMinute = new("--requests-per-minute") { Description = "A rate.", HelpName = "N" };

    public CreateKeyCommand()
        : base("create", "Make an API key; it is shown this once.")
    {
        foreach (var option in (Option[])[_name, _role, _routes, _actions, _groups, _days, _requests, _tokens, _perMinute]) Options.Add(option);
    }

    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellation)
    {
        var quota = new KeyQuota(run.Get(_requests), run.Get(_tokens), run.Get(_perMinute));
        var created = await run.Box.Access.CreateKeyAsync(
            new CreateKeyRequest(
                run.Get(_name)!,
                run.Get(_role),
                run.Get(_actions) is { Length: > 0 } actions ? actions : null,
                run.Get(_routes) is { Length: > 0 } routes ? routes : null,
                run.Get(_days) is { } days ? TimeProvider.System.GetUtcNow().AddDays(days) : null,
                quota == new KeyQuota() ? null : quota,
                run.Get(_groups) is { Length: > 0 } groups ? groups : null),
            cancellation);
        run.Print.Result(created, ApiJson.Default.CreatedKey, c =>
        {
            Console.Out.WriteLine(c.Key);
            Console.Error.WriteLine("Keep it now: it is not shown again.");
        });
        return ExitCodes.Done;
    }
}

/// <summary><c>onebox keys revoke NAME</c>.</summary>
internal sealed class RevokeKeyCommand : BoxCommand
{
    private readonly Argument<string> _key = new("key") { Description = "The key's name or id." };

    public RevokeKeyCommand()
        : base("revoke", "Stop a key at once.") => Arguments.Add(_key);

    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellation)
    {
        await run.Box.Access.RevokeKeyAsync(run.Get(_key), cancellation);
        run.Print.Done(run.Get(_key), "revoked", $"{run.Get(_key)} no longer works.");
        return ExitCodes.Done;
    }
}
