using System.Security.Cryptography;

namespace Onebox.Serving.Worker.Replies;

/// <summary>Ids inside answers, in the form that OpenAI gives them: <c>chatcmpl-</c>, <c>call_</c>…</summary>
internal static class AnswerIds
{
    public static string New(string prefix) => prefix + RandomNumberGenerator.GetHexString(24, lowercase: true);
}
