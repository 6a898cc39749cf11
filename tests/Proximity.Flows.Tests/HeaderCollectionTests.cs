namespace Proximity.Flows.Tests;

public class HeaderCollectionTests
{
    [Fact]
    public void Lines_KeepOrderSpellingAndNumber()
    {
        HeaderCollection headers = Create(("Host", "a"), ("X-one", "1"), ("x-ONE", "2"));

        Assert.Equal([new("Host", "a"), new("X-one", "1"), new("x-ONE", "2")], headers);
        Assert.Equal(3, headers.Count);
    }

    [Fact]
    public void Lookup_IgnoresCase()
    {
        HeaderCollection headers = Create(("X-One", "1"), ("x-one", "2"));

        Assert.Equal("1", headers["X-ONE"]);
        Assert.Null(headers["other"]);
        Assert.True(headers.Contains("x-OnE"));
        Assert.False(headers.Contains("x-on"));
        Assert.Equal(["1", "2"], headers.GetValues("x-one"));
        Assert.Empty(headers.GetValues("other"));
    }

    [Fact]
    public void SettingRepeatedName_ReplacesFirstInPlaceAndRemovesRest()
    {
        HeaderCollection headers = Create(("A", "1"), ("B", "2"), ("a", "3"), ("C", "4"));

        headers["a"] = "5";

        Assert.Equal([new("A", "5"), new("B", "2"), new("C", "4")], headers);
    }

    [Fact]
    public void SettingAbsentName_AddsLineBehind()
    {
        HeaderCollection headers = Create(("A", "1"));

        headers["B"] = "2";

        Assert.Equal([new("A", "1"), new("B", "2")], headers);
    }

    [Fact]
    public void SettingNull_RemovesEveryLine()
    {
        HeaderCollection headers = Create(("A", "1"), ("B", "2"), ("a", "3"));

        headers["A"] = null;

        Assert.Equal([new("B", "2")], headers);
    }

    [Fact]
    public void AddingPresentName_KeepsBoth()
    {
        HeaderCollection headers = Create(("A", "1"));

        headers.Add("A", "1");

        Assert.Equal(["1", "1"], headers.GetValues("A"));
    }

    [Fact]
    public void Remove_SaysWhetherThereWasOne()
    {
        HeaderCollection headers = Create(("A", "1"), ("a", "2"));

        Assert.True(headers.Remove("A"));
        Assert.False(headers.Remove("A"));
        Assert.Empty(headers);
    }

    [Fact]
    public void Clear_RemovesEveryLine()
    {
        HeaderCollection headers = Create(("A", "1"), ("B", "2"));

        headers.Clear();

        Assert.Equal(0, headers.Count);
    }

    [Fact]
    public void NullArguments_AreRefused()
    {
        HeaderCollection headers = Create();

        Assert.Throws<ArgumentNullException>(() => headers[null!]);
        Assert.Throws<ArgumentNullException>(() => headers[null!] = "a");
        Assert.Throws<ArgumentNullException>(() => headers[null!] = null);
        Assert.Throws<ArgumentNullException>(() => headers.Add(null!, "a"));
        Assert.Throws<ArgumentNullException>(() => headers.Add("a", null!));
        Assert.Throws<ArgumentNullException>(() => headers.Contains(null!));
        Assert.Throws<ArgumentNullException>(() => headers.GetValues(null!));
        Assert.Throws<ArgumentNullException>(() => headers.Remove(null!));
    }

    [Fact]
    public void ChangeWhileEnumerating_Throws()
    {
        Assert.Throws<InvalidOperationException>(() => Enumerate(headers => headers.Add("C", "3")));
        Assert.Throws<InvalidOperationException>(() => Enumerate(headers => headers["A"] = "2"));
        Assert.Throws<InvalidOperationException>(() => Enumerate(headers => headers.Remove("B")));
        Assert.Throws<InvalidOperationException>(() => Enumerate(headers => headers.Clear()));
    }

    [Fact]
    public void ChangeAtTheLastLine_Throws() =>
        Assert.Throws<InvalidOperationException>(() =>
        {
            HeaderCollection headers = Create(("A", "1"));
            foreach (KeyValuePair<string, string> line in headers)
            {
                headers.Remove(line.Key);
            }
        });

    [Fact]
    public void ChangeAfterGettingEnumerator_Throws()
    {
        HeaderCollection headers = Create(("A", "1"));
        using IEnumerator<KeyValuePair<string, string>> enumerator = headers.GetEnumerator();

        headers.Add("B", "2");

        Assert.Throws<InvalidOperationException>(() => enumerator.MoveNext());
    }

    [Fact]
    public void NothingChangedWhileEnumerating_DoesNotThrow() => Enumerate(headers => headers["A"] = "1");

    [Fact]
    public void ChangeThatChangesNothing_IsNoChange()
    {
        HeaderCollection headers = Create(("A", "1"));

        headers["a"] = "1";
        headers["other"] = null;
        headers.Remove("other");
        Create().Clear();

        Assert.False(headers.IsChanged);
    }

    [Fact]
    public void ChangeOfAnyKind_IsSeen()
    {
        Assert.True(Changed(headers => headers["A"] = "2"));
        Assert.True(Changed(headers => headers["A"] = null));
        Assert.True(Changed(headers => headers["C"] = "1"));
        Assert.True(Changed(headers => headers.Add("A", "1")));
        Assert.True(Changed(headers => headers.Remove("B")));
        Assert.True(Changed(headers => headers.Clear()));
    }

    [Fact]
    public void SettingRepeatedNameToItsFirstValue_IsChange()
    {
        HeaderCollection headers = Create(("A", "1"), ("A", "2"));

        headers["A"] = "1";

        Assert.True(headers.IsChanged);
        Assert.Equal([new("A", "1")], headers);
    }

    private static HeaderCollection Create(params (string Name, string Value)[] lines) =>
        new([.. lines.Select(line => new HeaderLine(line.Name, line.Value))]);

    private static void Enumerate(Action<HeaderCollection> change)
    {
        HeaderCollection headers = Create(("A", "1"), ("B", "2"));
        foreach (KeyValuePair<string, string> line in headers)
        {
            change(headers);
        }
    }

    private static bool Changed(Action<HeaderCollection> change)
    {
        HeaderCollection headers = Create(("A", "1"), ("B", "2"));
        change(headers);
        return headers.IsChanged;
    }
}
