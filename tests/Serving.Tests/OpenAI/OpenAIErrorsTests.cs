using System.Text;
using Onebox.Kernel;
using Onebox.Serving.OpenAI;

namespace Onebox.Serving.Tests.OpenAI;

public sealed class OpenAIErrorsTests
{
    [Fact]
    public void Body_OfAnyMessage_IsReadableAsItStands()
    {
        var body = Encoding.UTF8.GetString(OpenAIErrors.Body(new Problem(ProblemKind.NotFound, "route.not_found", "The model '红色' does not exist.")));
        Assert.Contains("The model '红色' does not exist.", body, StringComparison.Ordinal);
        Assert.Contains("\"code\":\"model_not_found\"", body, StringComparison.Ordinal);
        Assert.Contains("\"param\":null", body, StringComparison.Ordinal);
    }
}
