using System.Text;
using System.Text.Json;
using Microsoft.OpenApi;
using Microsoft.OpenApi.Reader;
using Proximity.Control;

namespace Proximity.Inspector.Tests.Description;

/// <summary>What the API says of itself, as a reader that is not ours understands it.</summary>
public class OpenApiTests
{
    [Fact]
    public async Task Description_IsValid()
    {
        (OpenApiDocument document, OpenApiDiagnostic diagnostic) = await ReadAsync();

        Assert.Empty(diagnostic.Errors.Select(static error => $"{error.Pointer}: {error.Message}"));
        Assert.Empty(diagnostic.Warnings.Select(static warning => $"{warning.Pointer}: {warning.Message}"));
        Assert.Equal(OpenApiSpecVersion.OpenApi3_1, diagnostic.SpecificationVersion);
        Assert.Empty(document.Validate(ValidationRuleSet.GetDefaultRuleSet()).Select(static error => error.Message));
    }

    [Fact]
    public async Task EveryOperation_IsDescribed()
    {
        (OpenApiDocument document, _) = await ReadAsync();

        foreach (Operation operation in OperationTable.All)
        {
            IOpenApiPathItem path = document.Paths[operation.Path];
            OpenApiOperation described = path.Operations![new HttpMethod(operation.Method)];
            Assert.Equal(operation.Name, described.OperationId);
            Assert.Equal(operation.Summary, described.Summary);
        }
    }

    [Fact]
    public async Task EveryReference_LeadsSomewhere()
    {
        string text = await TextAsync();
        using JsonDocument document = JsonDocument.Parse(text);
        JsonElement schemas = document.RootElement.GetProperty("components").GetProperty("schemas");

        foreach (string part in text.Split("#/components/schemas/")[1..])
        {
            Assert.True(schemas.TryGetProperty(part[..part.IndexOf('"', StringComparison.Ordinal)], out _), part[..40]);
        }
    }

    [Fact]
    public async Task Members_SayWhatTheyMean()
    {
        using JsonDocument document = JsonDocument.Parse(await TextAsync());
        JsonElement schemas = document.RootElement.GetProperty("components").GetProperty("schemas");

        // By an attribute, by a comment on a property, by a comment on a parameter of a record.
        JsonElement search = document.RootElement.GetProperty("paths").GetProperty("/api/flows").GetProperty("get");
        string? filter = search.GetProperty("parameters")[0].GetProperty("description").GetString();
        Assert.Contains("filter language", filter, StringComparison.Ordinal);
        Assert.Equal("The method.", TextOf(schemas, "FlowRow", "method"));
        Assert.Equal("How many flows there are.", TextOf(schemas, "StoreOutput", "count"));
    }

    [Fact]
    public async Task Members_SayWhetherTheyAreAlwaysThere()
    {
        using JsonDocument document = JsonDocument.Parse(await TextAsync());
        JsonElement store = document.RootElement.GetProperty("components").GetProperty("schemas").GetProperty("StoreOutput");

        string?[] required = [.. store.GetProperty("required").EnumerateArray().Select(static name => name.GetString())];
        Assert.Contains("kind", required);
        Assert.Contains("count", required);
        Assert.DoesNotContain("place", required);
        Assert.DoesNotContain("maxFlows", required);
    }

    private static string? TextOf(JsonElement schemas, string record, string member)
        => schemas.GetProperty(record).GetProperty("properties").GetProperty(member).GetProperty("description").GetString();

    private static async Task<string> TextAsync()
    {
        await using RunningInspector inspector = await RunningInspector.StartAsync();
        return await inspector.Http.GetStringAsync("/api/openapi.json");
    }

    private static async Task<(OpenApiDocument Document, OpenApiDiagnostic Diagnostic)> ReadAsync()
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(await TextAsync()));
        ReadResult result = await OpenApiDocument.LoadAsync(stream, "json");
        return (result.Document!, result.Diagnostic!);
    }
}
