using Onebox.Kernel;
using Onebox.Security.Gate;
using Onebox.Security.Sessions;
using Onebox.Security.Users;

namespace Onebox.Security.Tests;

public sealed class SignInTests : SecurityTest
{
    [Fact]
    public async Task Link_UsedTwiceAtOnce_WorksOnce()
    {
        var links = Box.Get<LinkStore>();
        var token = TokenOf((await links.CreateAsync(await OwnerAsync(), Request(), default)).Url);
        var uses = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => links.UseAsync(token, default)));
        Assert.Single(uses, user => user is not null);
        Assert.Null(await links.UseAsync(token, default));
    }

    [Fact]
    public async Task Link_Expired_DoesNotWork()
    {
        var links = Box.Get<LinkStore>();
        var token = TokenOf((await links.CreateAsync(await OwnerAsync(), Request(), default)).Url);
        Clock.Advance(TimeSpan.FromHours(24));
        Assert.Null(await links.UseAsync(token, default));
    }

    [Fact]
    public async Task Link_NewOneMade_TheEarlierStopsWorking()
    {
        var links = Box.Get<LinkStore>();
        var first = TokenOf((await links.CreateAsync(await OwnerAsync(), Request(), default)).Url);
        await links.CreateAsync(await OwnerAsync(), Request(), default);
        Assert.Null(await links.UseAsync(first, default));
    }

    [Fact]
    public async Task Session_SurvivesARestartAndEndsWhenIdle()
    {
        var owner = await OwnerAsync();
        var token = await Box.Get<SessionStore>().CreateAsync(owner.Id, default);
        await Box.RestartAsync();
        Clock.Advance(TimeSpan.FromHours(11));
        Assert.Equal(owner.Id, await Box.Get<SessionStore>().UserOfAsync(token, default));
        Clock.Advance(TimeSpan.FromHours(11));
        Assert.Equal(owner.Id, await Box.Get<SessionStore>().UserOfAsync(token, default));
        Clock.Advance(TimeSpan.FromHours(13));
        Assert.Null(await Box.Get<SessionStore>().UserOfAsync(token, default));
    }

    [Fact]
    public async Task Session_UserDisabled_IsNobody()
    {
        var user = await AddUserAsync("ada", Roles.Engineer);
        var token = await Box.Get<SessionStore>().CreateAsync(user.Id, default);
        Assert.NotNull(await Box.Get<CallerResolver>().ResolveAsync(token, default));
        await Box.Get<UserStore>().ChangeAsync("ada", u => u.Disabled = true, default);
        Assert.Null(await Box.Get<CallerResolver>().ResolveAsync(token, default));
    }

    [Fact]
    public async Task Password_WrongOrOfNobody_DoesNotMatch()
    {
        var passwords = Box.Get<Passwords>();
        var owner = await Box.Get<UserStore>().ChangeAsync(FirstOwner.Name, u => u.PasswordHash = passwords.Hash(u, "correct horse battery"), default);
        Assert.True(passwords.Matches(owner, "correct horse battery"));
        Assert.False(passwords.Matches(owner, "wrong horse battery"));
        Assert.False(passwords.Matches(null, "correct horse battery"));
        Assert.False(passwords.Matches(await AddUserAsync("new", Roles.Reader), ""));
    }

    [Fact]
    public async Task LastOwner_CannotBeRemovedDisabledOrDemoted()
    {
        var users = Box.Get<UserStore>();
        Assert.Equal("user.last_owner", (await Assert.ThrowsAsync<ProblemException>(() => users.DeleteAsync(FirstOwner.Name, default))).Problem.Code);
        await Assert.ThrowsAsync<ProblemException>(() => users.ChangeAsync(FirstOwner.Name, u => u.Disabled = true, default));
        await Assert.ThrowsAsync<ProblemException>(() => users.ChangeAsync(FirstOwner.Name, u => u.Role = Roles.Reader, default));
        Assert.Equal(Roles.Owner, (await OwnerAsync()).Role);
        Assert.False((await OwnerAsync()).Disabled);
    }

    private static string TokenOf(string url) => url[(url.IndexOf('#', StringComparison.Ordinal) + 1)..];
}
