namespace Onebox.Api.Access;

/// <summary>What a signed-in person's principal carries for the console, which asks the API in that person's name.</summary>
public static class SessionClaims
{
    /// <summary>The claim that holds the session's token.</summary>
    public const string Token = "onebox:session";

    /// <summary>The cookie that carries the token between browser and box.</summary>
    public const string Cookie = "onebox_session";
}
