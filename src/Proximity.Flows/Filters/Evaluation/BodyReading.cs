using Proximity.Filters.Fields;
using Proximity.Filters.Syntax;

namespace Proximity.Filters.Evaluation;

/// <summary>Whether a filter looks into bodies.</summary>
internal static class BodyReading
{
    /// <param name="node">An expanded tree.</param>
    public static bool Of(FilterNode node) => node switch
    {
        AllNode all => all.Terms.Any(Of),
        AnyNode any => any.Terms.Any(Of),
        NotNode not => Of(not.Term),
        TestNode test => IsOfBody(test.Field.Field.Id),
        PresenceNode presence => IsOfBody(presence.Field.Field.Id),
        _ => false,
    };

    private static bool IsOfBody(FieldId field) => field is FieldId.RequestBody or FieldId.ResponseBody
        or FieldId.RequestJson or FieldId.ResponseJson or FieldId.GraphQLOperation;
}
