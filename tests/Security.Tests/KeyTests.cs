using Onebox.Kernel;
using Onebox.Kernel.Access;
using Onebox.Security.Gate;
using Onebox.Security.Keys;
using Onebox.Security.Users;

namespace Onebox.Security.Tests;

public sealed class KeyTests : SecurityTest
{
    [Fact]
    public async Task Key_MayNoMoreThanItsUserAndItsActions()
    {
        var user = await AddUserAsync("ada", Roles.Engineer);
        var secret = await AddKeyAsync(user, Roles.Engineer, key => key.Actions = $"{Actions.Infer} {Actions.ModelsWrite}");
        var caller = (await ResolveAsync(secret))!;
        Assert.Equal([Actions.Infer, Actions.ModelsWrite], caller.Actions.Order(StringComparer.Ordinal));

        await Box.Get<UserStore>().ChangeAsync("ada", u => u.Role = Roles.Reader, default);
        Assert.Equal([Actions.Infer], (await ResolveAsync(secret))!.Actions);
    }

    [Fact]
    public async Task Key_OfAUserWhoBecameLess_ReadsNoMoreThanTheUser()
    {
        await AddUserAsync("eva", Roles.Owner);
        var user = await Box.Get<UserStore>().ChangeAsync("eva", u => u.Groups = "hr sales", default);
        var secret = await AddKeyAsync(user, Roles.Owner, key => key.Groups = "hr board");
        var before = (await ResolveAsync(secret))!;
        Assert.Equal((Roles.Owner, "board hr"), (before.Role, string.Join(' ', before.Groups!.Order(StringComparer.Ordinal))));

        await Box.Get<UserStore>().ChangeAsync("eva", u => u.Role = Roles.Developer, default);
        var after = (await ResolveAsync(secret))!;
        Assert.Equal((Roles.Developer, "hr"), (after.Role, string.Join(' ', after.Groups!)));
        await Box.Get<UserStore>().ChangeAsync("eva", u => u.Groups = null, default);
        Assert.Empty((await ResolveAsync(secret))!.Groups!);
    }

    [Fact]
    public async Task Revoke_ANameThatSeveralHave_MeansOnesOwnOrAsks()
    {
        var (owner, ada, ben) = (await OwnerAsync(), await AddUserAsync("ada", Roles.Engineer), await AddUserAsync("ben", Roles.Engineer));
        var adas = await AddKeyAsync(ada, Roles.Reader, key => key.Name = "ci");
        var bens = await AddKeyAsync(ben, Roles.Reader, key => key.Name = "ci");
        var keys = Box.Get<KeyStore>();
        Assert.Equal("key.ambiguous", (await Assert.ThrowsAsync<ProblemException>(() => keys.RevokeAsync("ci", owner.Id, ofAnyUser: true, default))).Problem.Code);
        var owners = await AddKeyAsync(owner, Roles.Reader, key => key.Name = "ci");
        Assert.Equal(owner.Id, (await keys.RevokeAsync("ci", owner.Id, ofAnyUser: true, default)).UserId);
        Assert.Null(await ResolveAsync(owners));
        Assert.NotNull(await ResolveAsync(adas));
        Assert.Equal(ben.Id, (await keys.RevokeAsync("ci", ben.Id, ofAnyUser: false, default)).UserId);
        Assert.Null(await ResolveAsync(bens));
        Assert.Equal(ada.Id, (await keys.RevokeAsync("ci", owner.Id, ofAnyUser: true, default)).UserId);
    }

    [Theory]
    [InlineData(Roles.Developer, null, false)]
    [InlineData(Roles.Engineer, null, false)]
    [InlineData(Roles.Developer, Actions.KeysOwn, true)]
    [InlineData(Roles.Owner, null, true)]
    public async Task Key_ManagesKeys_OnlyWhereItsActionsSayOrItIsAnOwners(string role, string? actions, bool manages) =>
        Assert.Equal(manages, (await ResolveAsync(await AddKeyAsync(await OwnerAsync(), role, key => key.Actions = actions)))!.May(Actions.KeysOwn));

    [Fact]
    public async Task Key_ScopedToRoutes_MayUseOnlyThese()
    {
        var secret = await AddKeyAsync(await OwnerAsync(), Roles.Developer, key => key.Routes = "assistant stories");
        var caller = (await ResolveAsync(secret))!;
        Assert.True(caller.MayUseRoute("stories"));
        Assert.False(caller.MayUseRoute("secret"));
    }

    [Fact]
    public async Task Key_RevokedOrExpired_IsNobody()
    {
        var owner = await OwnerAsync();
        var revoked = await AddKeyAsync(owner, Roles.Reader, key => key.Name = "old");
        var expiring = await AddKeyAsync(owner, Roles.Reader, key => key.ExpiresAt = Morning.AddHours(1));
        Assert.NotNull(await ResolveAsync(revoked));
        Assert.NotNull(await ResolveAsync(expiring));
        await Box.Get<KeyStore>().RevokeAsync("old", owner.Id, ofAnyUser: false, default);
        Clock.Advance(TimeSpan.FromHours(1));
        Assert.Null(await ResolveAsync(revoked));
        Assert.Null(await ResolveAsync(expiring));
    }

    [Theory]
    [InlineData("ob_unknown")]
    [InlineData("obs_unknown")]
    [InlineData("obl_unknown")]
    [InlineData("")]
    public async Task Credential_Unknown_IsNobody(string secret) => Assert.Null(await ResolveAsync(secret));

    [Fact]
    public async Task LocalKey_IsTheOwnersAndInAFileOfTheOwnersAlone()
    {
        var key = Box.Get<LocalKey>();
        var secret = await File.ReadAllTextAsync(key.File, TestContext.Current.CancellationToken);
        Assert.Equal(FirstOwner.Name, (await ResolveAsync(secret))!.Name);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(key.File));
        await Box.RestartAsync();
        Box.Get<LocalKey>();
        Assert.Null(await ResolveAsync(secret));
    }

    [Fact]
    public async Task Quota_Requests_IsHeldAlsoAcrossARestartAndIsNewTheNextDay()
    {
        var secret = await AddKeyAsync(await OwnerAsync(), Roles.Developer, key => key.RequestsPerDay = 3);
        var caller = (await ResolveAsync(secret))!;
        for (var i = 0; i < 2; i++) Assert.Null(await Box.Get<UsageBook>().TryBeginAsync(caller, "stories"));
        await Box.Get<UsageBook>().WriteAsync(default);
        await Box.RestartAsync();
        Assert.Null(await Box.Get<UsageBook>().TryBeginAsync(caller, "stories"));
        var refused = await Box.Get<UsageBook>().TryBeginAsync(caller, "stories");
        Assert.Equal("quota.exceeded", refused!.Code);
        Assert.Equal(TimeSpan.FromHours(15), refused.RetryAfter);
        Clock.Advance(TimeSpan.FromHours(15));
        Assert.Null(await Box.Get<UsageBook>().TryBeginAsync(caller, "stories"));
    }

    [Fact]
    public async Task Quota_Tokens_CountsWhatIsRecorded()
    {
        var secret = await AddKeyAsync(await OwnerAsync(), Roles.Developer, key => key.TokensPerDay = 100);
        var caller = (await ResolveAsync(secret))!;
        var book = Box.Get<UsageBook>();
        Assert.Null(await book.TryBeginAsync(caller, "stories"));
        book.Record(caller, "stories", 60);
        Assert.Null(await book.TryBeginAsync(caller, "stories"));
        book.Record(caller, "stories", 60);
        Assert.NotNull(await book.TryBeginAsync(caller, "stories"));
        await book.WriteAsync(default);
        var (_, today) = Assert.Single(await Box.Get<KeyStore>().ListAsync(null, default));
        Assert.Equal((2, 120), (today!.Requests, today.Tokens));
    }

    private async Task<Caller?> ResolveAsync(string secret) => (await Box.Get<CallerResolver>().ResolveAsync(secret, default))?.Caller;
}
