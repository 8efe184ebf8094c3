using Onebox.Datasets.Preparing;
using Onebox.Datasets.Preparing.Language;
using Onebox.Datasets.Rows;

namespace Onebox.Datasets.Tests.Preparing;

public sealed class StepTests
{
    private const string Sentence = "The quick brown fox jumps over the lazy dog because it wanted to see what was on the other side of the garden fence.";

    [Theory]
    [InlineData("e\u0301te\u0301\u00A0\u200Bx\r\ny\u0007", "été x\ny")]
    [InlineData("CafÃ© â€œfineâ€\u009D", "Café “fine”")]
    [InlineData("GrÃ¶ÃŸe", "Größe")]
    [InlineData("Ãœber allen Gipfeln", "Über allen Gipfeln")]
    [InlineData("Âge et Âme", "Âge et Âme")]
    [InlineData("👨‍👩‍👧 नमस्ते", "👨‍👩‍👧 नमस्ते")]
    public void Unicode_BringsTextIntoOneForm(string text, string expected) => Assert.Equal(expected, Run("unicode", text));

    [Theory]
    [InlineData("<p>Hello <b>world</b>&nbsp;&amp; all</p><script>alert('x')</script><ul><li>one</li><li>two</li></ul>", "Hello world & all\n\none\n\ntwo")]
    [InlineData("if a < b and c > d", "if a < b and c > d")]
    [InlineData("List<string> is generic", "List<string> is generic")]
    [InlineData("A story.\nWe use cookies. Accept all cookies\nThe end.", "A story.\nThe end.")]
    [InlineData("<!-- hidden --><div>shown<div>", "shown")]
    [InlineData("<style>p{}</style><p>unclosed <a href='", "unclosed")]
    public void Html_LeavesTheText(string text, string expected) => Assert.Equal(expected, Run("html", text));

    [Theory]
    [InlineData(Sentence, null)]
    [InlineData("42", null)]
    [InlineData("这是一个关于天气的句子，今天的天气很好，我们去公园散步。", null)]
    [InlineData("%%% 9812 ### 0x1f 77 || {} {} 8812 -- 1231 ~~ 889 ^^ 1234 // 9981 ## 12 ## 34", "too few letters")]
    [InlineData("dGhpcyBpcyBhIHRlc3QgdGhhdCBpcyBsb25n bXVjaCBsb25nZXIgdGhhbiBhbnkgd29yZA aGVsbG8gd29ybGQgaG93IGFyZSB5b3U Zm9vIGJhciBiYXogcXV4IHF1dXg aW4gYmFzZTY0IGFnYWluIGFnYWlu", "words too long")]
    [InlineData("Some \uFFFD\uFFFD\uFFFD text with many \uFFFD bytes that were lost on the way here", "unreadable characters")]
    public void Garbled_RemovesWhatIsNoLanguage(string text, string? reason) => Assert.Equal(reason, Reason("garbled", text));

    [Theory]
    [InlineData(Sentence, null)]
    [InlineData("Buy now!\nBuy now!\nBuy now!\nBuy now!\nOr never.", "repeated lines")]
    [InlineData("I think that I think that I think that I think that I think that I think that I think that is so", "repeated phrases: 2 words")]
    public void Repetition_RemovesRowsThatSayTheSameAgain(string text, string? reason) => Assert.Equal(reason, Reason("repetition", text));

    [Fact]
    public void Length_RemovesByCharactersWordsAndEmptyParts()
    {
        Assert.Equal("too short: 3 characters", Reason("{step: length, min: 4}", "abc"));
        Assert.Equal("too long: 4 words", Reason("{step: length, max: 3, unit: words}", "a b c d"));
        Assert.Null(Reason("{step: length, min: 1, max: 3}", "😀😀😀"));
        Assert.StartsWith("empty part", Reason("length", new DatasetRow("", "", 1) { Messages = [new("user", "Hi"), new("assistant", "")] })!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("en", "It is not clear to me why they would want to do that when there is so much else that we could have.")]
    [InlineData("de", "Es ist mir nicht klar, warum sie das tun wollen, wenn es so viel anderes gibt, was wir haben könnten.")]
    [InlineData("fr", "Je ne comprends pas pourquoi ils veulent faire cela alors que nous pourrions avoir tout le reste dans la maison.")]
    [InlineData("es", "No entiendo por qué quieren hacer eso cuando hay tantas otras cosas que podríamos tener en la casa.")]
    [InlineData("it", "Non capisco perché vogliono fare questo quando ci sono molte altre cose che potremmo avere nella casa.")]
    [InlineData("pt", "Não entendo por que eles querem fazer isso quando há muitas outras coisas que nós poderíamos ter em casa.")]
    [InlineData("nl", "Ik begrijp niet waarom ze dat willen doen als er zoveel andere dingen zijn die wij zouden kunnen hebben.")]
    [InlineData("sv", "Jag förstår inte varför de vill göra det när det finns så mycket annat som vi skulle kunna ha i huset.")]
    [InlineData("pl", "Nie rozumiem, dlaczego oni chcą to zrobić, kiedy jest tak wiele innych rzeczy, które możemy mieć w domu.")]
    [InlineData("tr", "Neden bunu yapmak istediklerini anlamıyorum, çünkü evde sahip olabileceğimiz çok daha fazla şey var ve bu bir gerçek.")]
    [InlineData("ru", "Я не понимаю, почему они хотят это сделать, когда есть так много других вещей, которые мы могли бы иметь.")]
    [InlineData("uk", "Я не розумію, чому вони хочуть це зробити, коли є так багато інших речей, які ми могли б мати.")]
    [InlineData("zh", "我不明白他们为什么要这样做，我们还有很多其他的东西。")]
    [InlineData("ja", "なぜ彼らがそれをしたいのか、私には理解できません。")]
    [InlineData("ko", "그들이 왜 그렇게 하고 싶어하는지 이해할 수 없습니다.")]
    [InlineData("ar", "لا أفهم لماذا يريدون أن يفعلوا ذلك")]
    [InlineData("el", "Δεν καταλαβαίνω γιατί θέλουν να το κάνουν αυτό")]
    public void Language_OfASentence_IsTold(string language, string text)
    {
        var guess = LanguageGuess.Of(text);
        Assert.Equal(language, guess?.Language);
        Assert.InRange(guess!.Value.Confidence, 0.5, 1);
    }

    [Fact]
    public void Language_OfAFewLetters_IsNotTold()
    {
        Assert.Null(LanguageGuess.Of("42 + 1"));
        Assert.Null(LanguageGuess.Of("OK"));
        Assert.Null(Reason("{step: language, keep: [de]}", "OK"));
        Assert.Equal("language not told", Reason("{step: language, keep: [de], unknown: remove}", "OK"));
    }

    [Fact]
    public void Language_ThatIsNotKept_IsRemoved() => Assert.StartsWith("other language: en", Reason("{step: language, keep: [de, fr]}", Sentence)!, StringComparison.Ordinal);

    [Theory]
    [InlineData("Write to anna.meier+x@mail.example.com!", "Write to <EMAIL>!")]
    [InlineData("IBAN DE89 3704 0044 0532 0130 00, thanks", "IBAN <IBAN>, thanks")]
    [InlineData("IBAN DE88 3704 1044 1532 1130 11, thanks", "IBAN DE88 3704 1044 1532 1130 11, thanks")]
    [InlineData("Card 4111 1111 1111 1111.", "Card <CARD>.")]
    [InlineData("Card 4111 1111 1111 1112.", "Card 4111 1111 1111 1112.")]
    [InlineData("amex 378282246310005", "amex <CARD>")]
    [InlineData("Host 192.168.0.17 is up, version 1.2.3.4 is not", "Host <IP> is up, version 1.2.3.4 is not")]
    [InlineData("At 2001:db8::8a2e:370:7334 or 12:30:45", "At <IP> or 12:30:45")]
    [InlineData("Call +49 30 1234567 or (212) 555-0123 today", "Call <PHONE> or <PHONE> today")]
    [InlineData("From 2024-01-02 to 2024-12-31, 1 000 000 times, 3.1415926535", "From 2024-01-02 to 2024-12-31, 1 000 000 times, 3.1415926535")]
    [InlineData("身份证 11010519491231002X 号", "身份证 <ID> 号")]
    [InlineData("No 110105194912310021 here", "No 110105194912310021 here")]
    [InlineData("DNI 12345678Z and 12345678A", "DNI <ID> and 12345678A")]
    [InlineData("NIE X1234567L", "NIE <ID>")]
    [InlineData("CF RSSMRA85T10A562S", "CF <ID>")]
    [InlineData("NIR 2 55 08 14 168 025 38", "NIR <ID>")]
    [InlineData("CPF 529.982.247-25, not 529.982.247-26", "CPF <ID>, not 529.982.247-26")]
    [InlineData("SSN 078-05-1120, not 666-05-1120", "SSN <ID>, not 666-05-1120")]
    [InlineData("Aadhaar 2341 2341 2346", "Aadhaar <ID>")]
    [InlineData("Steuer-ID 86095742719; Zähler 86095742719", "Steuer-ID <ID>; Zähler 86095742719")]
    [InlineData("BSN 111222333 but 111222334", "BSN <ID> but 111222334")]
    [InlineData("PESEL 44051401359", "PESEL <ID>")]
    [InlineData("Yesterday Maria Schmidt met Dr. Watson in New York.", "Yesterday <NAME> met <NAME> in New York.")]
    [InlineData("The General Assembly met in San Francisco.", "The General Assembly met in San Francisco.")]
    public void PersonalData_IsMaskedWhereItsCheckHolds(string text, string expected) => Assert.Equal(expected, Run("personal-data", text));

    [Fact]
    public void PersonalData_OfSomeKinds_LeavesTheOthers()
    {
        Assert.Equal("<EMAIL> 192.168.0.17", Run("{step: personal-data, find: [email]}", "a@b.example 192.168.0.17"));
        Assert.Equal("email + ip", Reason("{step: personal-data, action: remove}", "a@b.example 192.168.0.17"));
    }

    private static string? Run(string step, string text) => Apply(step, new DatasetRow("", "", 1) { Text = text }).Row?.Text;

    private static string? Reason(string step, string text) => Reason(step, new DatasetRow("", "", 1) { Text = text });

    private static string? Reason(string step, DatasetRow row) => Apply(step, row).Reason;

    private static StepResult Apply(string step, DatasetRow row) => ((IRowStep)RecipeReader.Read($"steps:\n  - {step}").Steps[0].Step).Apply(row);
}
