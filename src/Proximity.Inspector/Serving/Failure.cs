using Microsoft.AspNetCore.Http;
using Proximity.Control;
using Proximity.Stores;

namespace Proximity.Inspector.Serving;

/// <summary>What an exception is answered with.</summary>
internal static class Failure
{
    public static (int Status, ErrorOutput Error) Of(Exception exception) => exception switch
    {
        OperationException operation => ((int)operation.Problem, Of(operation)),
        FlowStoreException store => (StatusCodes.Status502BadGateway, new ErrorOutput("store_" + NameOf(store.Problem), store.Message)),
        BadHttpRequestException request => (request.StatusCode, new ErrorOutput("invalid_request", request.Message)),
        _ => (StatusCodes.Status500InternalServerError, new ErrorOutput("defect", "The program has a defect; its log has more.")),
    };

    private static string NameOf(FlowStoreProblem problem)
    {
        string name = problem.ToString();
        return char.ToLowerInvariant(name[0]) + name[1..];
    }

    private static ErrorOutput Of(OperationException exception)
    {
        bool hasDetails = exception.Place is not null || exception.Meant is not null;
        ErrorDetails? details = hasDetails
            ? new ErrorDetails { Position = exception.Place?.Position, Length = exception.Place?.Length, Meant = exception.Meant }
            : null;
        return new ErrorOutput(exception.Code, exception.Message) { Details = details };
    }
}
