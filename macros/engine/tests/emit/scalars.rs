fn f_value_and_grad(x: f64, y: f64) -> (f64, f64) {
    let x_ = scalar::<f64, _>(&x);
    let y_ = scalar::<f64, _>(&y);
    let t2 = math::sin(x_);
    let t3 = y_ * t2;
    let t4 = math::powi(x_, 3);
    let t5 = t3 + t4;
    let t6 = math::powi(x_, 2);
    let t7 = math::cos(x_);
    let t8 = y_ * t7;
    let t9 = 3.0f64 * t6 + t8;
    (t5, t9)
}
