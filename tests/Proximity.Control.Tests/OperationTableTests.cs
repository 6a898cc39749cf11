using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Proximity.Control.Tests;

/// <summary>What holds for every operation.</summary>
public class OperationTableTests
{
    public static TheoryData<string> Writers
        => [.. OperationTable.All.Where(operation => operation.Effect != OperationEffect.Reads).Select(operation => operation.Name)];

    public static TheoryData<string> Names => [.. OperationTable.All.Select(operation => operation.Name)];

    [Fact]
    public void NamesAndRoutes_AreThereOnce()
    {
        Assert.Equal(OperationTable.All.Count, OperationTable.All.DistinctBy(operation => operation.Name).Count());
        Assert.Equal(OperationTable.All.Count, OperationTable.All.DistinctBy(operation => (operation.Method, operation.Path)).Count());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Operation_IsAGetExactlyIfItOnlyReads(string name)
    {
        Operation operation = OperationTable.Named(name)!;
        Assert.Equal(operation.Effect == OperationEffect.Reads ? "GET" : "POST", operation.Method);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Operation_SaysWhatItAndItsMembersAreFor(string name)
    {
        Operation operation = OperationTable.Named(name)!;
        Assert.EndsWith(".", operation.Summary, StringComparison.Ordinal);
        Assert.All(operation.InputType.Properties, member => Assert.Single(
            member.AttributeProvider!.GetCustomAttributes(typeof(DescriptionAttribute), inherit: false)));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void PartsOfThePath_AreMembersThatHaveToBeGiven(string name)
    {
        Operation operation = OperationTable.Named(name)!;
        foreach (string part in operation.Path.Split('/').Where(part => part.StartsWith('{')))
        {
            Assert.True(operation.InputType.Properties.Single(member => $"{{{member.Name}}}" == part).IsRequired);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task UnknownMember_IsRefusedWithTheKnownOnes(string name)
    {
        OperationException refused = await Assert.ThrowsAsync<OperationException>(
            () => OperationTable.Named(name)!.InvokeAsync(Asking.Context(), Json("""{"fitler":"a"}"""), CancellationToken.None));

        Assert.Equal("unknown_member", refused.Code);
        Assert.StartsWith("There is no member fitler.", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Writers))]
    public async Task ReaderOnly_ChangesNothing(string name)
    {
        ControlContext reader = Asking.Context() with { AllowsWrites = false };

        OperationException refused = await Assert.ThrowsAsync<OperationException>(
            () => OperationTable.Named(name)!.InvokeAsync(reader, Json("{}"), CancellationToken.None));

        Assert.Equal(OperationProblem.Forbidden, refused.Problem);
    }

    [Fact]
    public async Task InputThatIsNoObject_IsRefused()
    {
        OperationException refused = await Assert.ThrowsAsync<OperationException>(
            () => OperationTable.Named("flows.search")!.InvokeAsync(Asking.Context(), Json("[]"), CancellationToken.None));

        Assert.Equal("invalid_input", refused.Code);
    }

    [Fact]
    public async Task MemberOfAnotherKind_IsNamed()
    {
        OperationException refused = await Assert.ThrowsAsync<OperationException>(
            () => OperationTable.Named("flows.search")!.InvokeAsync(Asking.Context(), Json("""{"limit":"ten"}"""), CancellationToken.None));

        Assert.StartsWith("The member limit cannot be read", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Defaults_SurviveReading()
    {
        var input = (SearchInput)Json("{}").Deserialize((JsonTypeInfo)ControlJson.Default.SearchInput)!;
        Assert.Equal(50, input.Limit);
    }

    private static JsonElement Json(string text) => JsonDocument.Parse(text).RootElement;
}
