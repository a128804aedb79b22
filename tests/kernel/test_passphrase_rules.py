"""A passphrase that a neighbour could guess is refused; one that nobody could is not."""

import random

import pytest

from casework.kernel.passphrase_rules import weakness

PERSONAL = ("thao.nt", "Nguyễn Thị Thảo", "Trạm Y tế xã Ngọk Mẫu", "0905 123 456")

WEAK = """
nguyenthidao1988
Xaphuong@20266
XaNgokBay@2026
ngokbay2026ngokbay
nguyenvana19900
NguyenThiThao88
nguyễn thị thảo 1988
thaothaothao1988
Tranvanhung1979!
PhamThiLan@1985
lethihoa05031988
05031988nguyenlan
05/03/1988 thanh
matkhau1234567
Matkhau@2026!!
m4tkh4u2026@@@
MatKhauCuaToi123
p@ssw0rd12345678
Passw0rdPassw0rd
admin@ubndxa2026
qwertyuiop1234
1qaz2wsx3edc4rfv
qwertyqwerty123
asdfghjkl12345
zxcvbnm,./12345
12345678901234
98765432109876
aaaaaaaaaaaaaa
abcabcabcabcabc
abcdefghijklmn
0905123456thao
0912345678lanlan
0905.123.456.2026
84905123456abcd
congan@quangngai
CongAnXa113113
TramYTe@NgokBay
HoiPhuNu2026@@
kontumgialai2026
iloveyou123456
anhyeuem14021990
happybirthdaytoyou
motconvitxoeracanh
mot con vit xoe ra hai cai canh
ăn quả nhớ kẻ trồng cây
khongcogiquyhondoclaptudo
Chucmungnammoi2026
xinchaovietnam1
Hanoi@Vietnam1945
nguyen thi thao anh lan
thao nt thao nt 1988
12011990123456789
20260101202601
Rocham@Siu1990
tranhuongmaiphamhoa
""".strip().splitlines()

ACCEPTABLE = """
núi cam sương chiếu lúa
nui cam suong chieu lua
mây-lá-thác-đá-cối
trâu vàng suối lạnh
con bò tím hát cải lương
gà gáy lúc ba giờ chiều
xK9#mQ2$vL7!pR
Tr7wZq!ek2Hd9v
kẹo dừa rơi xuống giếng
hoa gạo cháy bờ rào
chiếc nón lá biết bơi
bếp lửa mùa nước cạn
quạ xanh nhai bánh tráng
rổ khoai lùi 7 con cóc
wqnv-xrtb-kzpd-mhgc
Ổ mối trong hộp sữa
voi trắng ngủ gật trên xe đò
xkqzvwbj20261988
""".strip().splitlines()

ORDINARY = """
ao ba banh bap bat beo bep bo buom cam canh cau cay chai chan che chim cho chuoi co coi cua cua
da dan dau de den dia do dong dua duong ech ga gao gau ghe gio gom gong gui hat hen heo ho hoa
hom keo khe khoai khoi kim la lac lan lau le lua lung mai man mau may men meo mia moc mua muoi
mui nam nau nem ngo nho non nui nuoc oc ong ot ray re roi rong ruou sao sen soi song su sua suoi
suong tam tao than thau thoi tim tom tre trau trong trung tuong ve vit voi vuon xe xoai xoi xuan
"""


@pytest.mark.parametrize("passphrase", WEAK)
def test_a_habit_is_refused(passphrase: str) -> None:
    assert weakness(passphrase, PERSONAL) is not None


@pytest.mark.parametrize("passphrase", ACCEPTABLE)
def test_what_nobody_could_guess_is_accepted(passphrase: str) -> None:
    assert weakness(passphrase, PERSONAL) is None


def test_five_generated_words_are_always_accepted() -> None:
    draw = random.Random(1)  # noqa: S311 - repeatable examples, not secrets
    for separator in (" ", "-"):
        for _ in range(300):
            words = draw.sample(ORDINARY.split(), 5)
            if len("".join(words)) >= 10:
                assert weakness(separator.join(words), PERSONAL) is None, words


def test_too_short_is_said_first() -> None:
    reason = weakness("xK9#mQ2$vL7!p", ())
    assert reason is not None
    assert "14" in reason


def test_spaces_around_do_not_lengthen() -> None:
    assert weakness("   xK9#mQ2$vL7!p   ", ()) is not None


@pytest.mark.parametrize(
    ("passphrase", "part"),
    [
        ("phamvanlam1988", "ngày tháng hoặc năm"),
        ("TramYTe@Kontum", "cơ quan"),
        ("NgokBayThao#12", "của anh/chị"),
        ("0987654321lanlan", "số điện thoại"),
        ("Matkhau@2026!!", "rất nhiều người dùng"),
        ("motconvitxoeracanh", "câu hát"),
        ("qwertyuiop[]asdf", "dãy phím"),
        ("aaaaaaaaaaaaaa", "lặp lại"),
        ("nguyen thi thao anh lan", "tên"),
    ],
)
def test_the_reason_names_the_habit(passphrase: str, part: str) -> None:
    assert part in (weakness(passphrase, PERSONAL) or "")


def test_the_reason_never_repeats_what_was_typed() -> None:
    for passphrase in WEAK:
        reason = weakness(passphrase, PERSONAL) or ""
        assert passphrase not in reason
        assert "Thảo" not in reason


def test_personal_words_count_only_for_that_person() -> None:
    assert weakness("zubrowka!kx7zubrowka", ("Zubrowka",)) is not None
    assert weakness("zubrowkakx7tplmq", ()) is None


def test_a_long_passphrase_is_judged_quickly_and_accepted() -> None:
    draw = random.Random(2)  # noqa: S311 - repeatable examples, not secrets
    assert weakness("".join(draw.choice("qwrtpsdfghjklz") for _ in range(300)), ()) is None
