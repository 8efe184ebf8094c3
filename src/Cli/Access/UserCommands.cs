using System.CommandLine;
using Onebox.Api;
using Onebox.Api.Access;
using Onebox.Cli.Connection;
using Onebox.Cli.Output;

namespace Onebox.Cli.Access;

/// <summary><c>onebox users list</c>.</summary>
internal sealed class ListUsersCommand() : BoxCommand("list", "People who may use the box.")
{
    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellation)
    {
        var users = await run.Box.Access.UsersAsync(cancellation);
        run.Print.Result(users, ApiJson.Default.PageUserInfo, page => Printer.Table(
            ["name", "role", "groups", "state", "last seen"],
            [.. page.Items.Select(u => new[] { u.Name, u.Role, string.Join(' ', u.Groups ?? []), u.Disabled ? "disabled" : "live", Units.Ago(u.LastSeenAt) })],
            "Nobody."));
        return ExitCodes.Done;
    }
}

/// <summary><c>onebox users create NAME --role ROLE</c>: prints the link that signs them in once.</summary>
internal sealed class CreateUserCommand : BoxCommand
{
    private readonly Argument<string> _name = new("name") { Description = "The user's name." };
    private readonly Option<string[]?> _groups = new("--groups") { Description = "Groups that documents name as their readers.", HelpName = "GROUP", AllowMultipleArgumentsPerToken = true };
    private readonly Option<string> _role = new("--role") { Description = "owner, engineer, developer or reader.", HelpName = "ROLE", DefaultValueFactory = _ => "developer" };

    public CreateUserCommand()
        : base("create", "Add a person; prints the link by which they sign in and set a password.")
    {
        Arguments.Add(_name);
        Options.Add(_role);
        Options.Add(_groups);
    }

    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellation)
    {
        var created = await run.Box.Access.CreateUserAsync(new CreateUserRequest(run.Get(_name), run.Get(_role)!, run.Get(_groups)), cancellation);
        run.Print.Result(created, ApiJson.Default.CreatedUser, c => LinkUserCommand.Show(c.Link));
        return ExitCodes.Done;
    }
}

/// <summary><c>onebox users link NAME</c>: a new single-use link.</summary>
internal sealed class LinkUserCommand : BoxCommand
{
    private readonly Argument<string> _user = new("user") { Description = "The user's name or id." };

    public LinkUserCommand()
        : base("link", "Print a new single-use sign-in link; earlier ones stop working.") => Arguments.Add(_user);

    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellation)
    {
        var link = await run.Box.Access.CreateLinkAsync(run.Get(_user), cancellation);
        run.Print.Result(link, ApiJson.Default.SignInLink, Show);
        return ExitCodes.Done;
    }

    internal static void Show(SignInLink link)
    {
        Console.Out.WriteLine(link.Url);
        Console.Error.WriteLine($"It works once, until {link.ExpiresAt.ToLocalTime():g}.");
    }
}

/// <summary><c>onebox users change NAME</c>.</summary>
internal sealed class ChangeUserCommand : BoxCommand
{
    private readonly Argument<string> _user = new("user") { Description = "The user's name or id." };
    private readonly Option<string?> _role = new("--role") { Description = "Another role.", HelpName = "ROLE" };
    private readonly Option<string[]?> _groups = new("--groups") { Description = "All groups of the user from now on.", HelpName = "GROUP", AllowMultipleArgumentsPerToken = true, Arity = ArgumentArity.ZeroOrMore };
    private readonly Option<bool?> _disabled = new("--disabled") { Description = "true keeps them out, false lets them in again.", HelpName = "true|false" };

    public ChangeUserCommand()
        : base("change", "Give a user another role, keep them out, or let them in again.")
    {
        Arguments.Add(_user);
        Options.Add(_role);
        Options.Add(_disabled);
        Options.Add(_groups);
    }

    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellation)
    {
        if (run.Get(_role) is null && run.Get(_disabled) is null) throw new UsageException("Say what to change: --role ROLE, or --disabled true or false.");
        var user = await run.Box.Access.UpdateUserAsync(run.Get(_user), new UpdateUserRequest(run.Get(_role), run.Get(_disabled), run.Parse.GetResult(_groups) is null ? null : run.Get(_groups) ?? []), cancellation);
        run.Print.Result(user, ApiJson.Default.UserInfo, u => Console.Out.WriteLine($"{u.Name}: {u.Role}{(u.Disabled ? ", disabled" : "")}"));
        return ExitCodes.Done;
    }
}

/// <summary><c>onebox users delete NAME</c>.</summary>
internal sealed class DeleteUserCommand : BoxCommand
{
    private readonly Argument<string> _user = new("user") { Description = "The user's name or id." };

    public DeleteUserCommand()
        : base("delete", "Remove a user with all keys and sign-ins.") => Arguments.Add(_user);

    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellation)
    {
        await run.Box.Access.DeleteUserAsync(run.Get(_user), cancellation);
        run.Print.Done(run.Get(_user), "removed", $"{run.Get(_user)} is removed.");
        return ExitCodes.Done;
    }
}
