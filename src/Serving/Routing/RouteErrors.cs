using Onebox.Kernel;

namespace Onebox.Serving.Routing;

internal static class RouteErrors
{
    public static ProblemException NotFound(string name) =>
        new Problem(ProblemKind.NotFound, "route.not_found", $"There is no route {name}.", "See 'onebox routes list'.").ToException();

    public static ProblemException OwnRoute(string name) =>
        new Problem(ProblemKind.Conflict, "route.is_own", $"The route {name} is the only one that leads to the deployment {name}.", "Delete the deployment, or give it another route first.").ToException();
}
